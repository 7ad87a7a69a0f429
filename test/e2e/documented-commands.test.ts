import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { VoiceClient } from '../../client/index.ts';
import { clientSettings } from '../../scripts/running-stack.ts';
import {
  type CodeBlock,
  codeBlocks,
  isDemoTranscript,
  isDestroyTranscript,
  isRunHere,
  nameOf,
  pages,
} from '../docs/support/code-blocks.ts';
import { ownPort } from '../support/own-port.ts';
import { commandEnvironment } from '../support/run-folder.ts';
import { LocalStack } from './support/local-stack.ts';

const run = promisify(execFile);

/**
 * The replacement of `npm` in the commands of a page. `npm run -s voice` runs the command against the stack of the test,
 * and `npm run simulator` starts a simulator that ends with the page. Anything else fails.
 */
const npm = `
set -euo pipefail
trap 'echo "failed: $block" >&2' ERR
npm() {
  case "$*" in
    'run -s voice -- '*)
      shift 4
      case "$1" in keys|admin) set -- "$@" --state "$STATE";; *) [ -n "\${VOICE_API_URL:-}" ] || set -- "$@" --state "$STATE";; esac
      "$NODE" "$ROOT/cli/main.ts" "$@";;
    'run -s env') "$NODE" "$ROOT/scripts/env/main.ts" --state "$STATE" 2> /dev/null;;
    'run -s example -- '*)
      shift 4
      (eval "$(npm run -s env)"; "$NODE" "$ROOT/examples/$1.ts" "\${@:2}");;
    'run simulator -- '*)
      shift 3
      "$NODE" "$ROOT/simulator/main.ts" "$@" --port "$SIMULATOR_PORT" > simulator.log 2>&1 &
      # Its files are removed after the page.
      trap "kill $!; wait $! || true" EXIT
      until grep -q '^ *control' simulator.log; do kill -0 $!; sleep 0.1; done
      cat simulator.log;;
    *) echo "no test runs npm $*" >&2; return 1;;
  esac
}
`;

const folder = mkdtempSync(join(tmpdir(), 'documented-'));
const state = join(folder, 'state');
let stack: LocalStack;

beforeAll(async () => {
  stack = await LocalStack.start(state, { args: ['--time-scale', '10'] });
  // A slower review, so that a command that polls sees every status.
  await stack.simulator.changeSettings({ reviewSeconds: 40 });
  // Until the first reconciliation, voice doctor reports that the provider's voices were never counted.
  await run(process.execPath, ['cli/main.ts', 'admin', 'reconcile', '--state', state], {
    env: commandEnvironment(),
  });
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

// A page that exports or applies aliases expects its own alone.
beforeEach(async () => {
  const client = new VoiceClient({ apiUrl: stack.note.apiUrl, apiKey: stack.note.apiKey });
  for await (const { alias } of client.aliases.list()) await client.aliases.delete(alias);
});

const shellOf = (page: string): readonly CodeBlock[] =>
  codeBlocks(page).filter((block) => block.language === 'sh' && isRunHere(block));

// The shell commands of a page run in one shell.
it.each(pages.filter((page) => shellOf(page).length > 0))(
  'runs the commands of %s, which print what the page shows',
  async (page) => {
    const pageFolder = mkdtempSync(join(folder, 'page-'));
    for (const { text } of codeBlocks(page).filter(({ language }) => language === 'yaml')) {
      const [, name] = /^# ([\w-]+\.ya?ml)\n/.exec(text) ?? [];
      if (name !== undefined) writeFileSync(join(pageFolder, name), text);
    }
    if (page === 'docs/local.md') await raisePoisonAlarm();
    const printed = await runPage(page, pageFolder);
    const shown = codeBlocks(page).filter(
      (block) => block.language === 'text' && !isDemoTranscript(block) && !isDestroyTranscript(block),
    );
    for (const block of shown) {
      const missing = block.text.split('\n').filter((line) => !pattern(line).test(printed));
      expect({ block: nameOf(block), missing, printed }).toMatchObject({ missing: [] });
    }
  },
);

/** Raises the alarm that docs/local.md shows, by a message that a consumer has failed to delete. */
async function raisePoisonAlarm(): Promise<void> {
  const sqs = new SQSClient(clientSettings(stack.note, 'SQS'));
  const urls = stack.note.outputs.DeadLetterQueueUrls?.split(',') ?? [];
  const QueueUrl = urls.find((url) => url.includes('EventsPoison'));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
  await stack.prints(/Events\.Poison +reason +Threshold/);
  // Other pages expect empty queues.
  const { Messages: [left] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: left?.ReceiptHandle }));
  sqs.destroy();
}

/**
 * Returns the output of the commands and of the stack.
 *
 * @throws Error with the output if a command fails
 */
async function runPage(page: string, pageFolder: string): Promise<string> {
  const { note, simulatorNote, stateFolder } = stack;
  const ownSimulator = shellOf(page).some(({ text }) => text.includes('npm run simulator'));
  const simulatorPort = ownSimulator ? String(ownPort()) : new URL(simulatorNote.urls.mainland).port;
  const script = shellOf(page)
    .map((block) => `block='${nameOf(block).replaceAll("'", '')}'\n${block.text}`)
    .join('\n')
    .replaceAll('127.0.0.1:4100', new URL(note.apiUrl).host)
    .replaceAll('127.0.0.1:4110', `127.0.0.1:${simulatorPort}`)
    .replaceAll('.local/', `${resolve(stateFolder)}/`);
  const { stdout, stderr } = await run('bash', ['-c', `${npm}${script}`], {
    cwd: pageFolder,
    env: commandEnvironment({
      NODE: process.execPath,
      ROOT: process.cwd(),
      STATE: stateFolder,
      SIMULATOR_PORT: simulatorPort,
    }),
  });
  return `${stdout}\n${stderr}\n${stack.output}`;
}

/** Returns a pattern for a line of a page, in which `…` matches any text, a number any number, and an id any id. */
function pattern(line: string): RegExp {
  const text = line
    .trim()
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\b01[0-9A-Z]{24}\b/g, '\\w{26}')
    .replaceAll(/(?<!\{)\b\d+\b/g, '\\d+')
    .replaceAll('\\.local', '\\S+')
    .replaceAll('…', '.*')
    .replaceAll(/ +/g, ' +');
  return new RegExp(text);
}
