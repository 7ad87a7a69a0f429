import { randomUUID } from 'node:crypto';
import type { VoiceView } from '../../client/types.ts';
import { defineCommand, type Input } from '../core/define-command.ts';
import { parseDuration } from '../core/option-values.ts';
import { connect } from '../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../deployment/options.ts';
import { combineExitCodes, type ExitCode, exitCodes } from '../errors/exit-codes.ts';
import { createFailure } from '../errors/unknown-outcome-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { tableLines } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import { voiceColumns, voiceDetails } from '../output/voice-text.ts';
import { checkRequests } from '../voices/check-requests.ts';
import { readRequestFile } from '../voices/request-file.ts';
import { requestFromOptions, requestOptions } from '../voices/request-options.ts';
import { type Submission, submitRequests } from '../voices/submit-requests.ts';
import { type WaitResult, waitForVoices } from '../voices/wait-for-voices.ts';

const options = {
  ...requestOptions,
  file: {
    type: 'string',
    short: 'f',
    value: 'FILE',
    description: 'file with one request or a list of requests in JSON or YAML; - is standard input',
  },
  'idempotency-key': {
    type: 'string',
    value: 'KEY',
    description:
      'requests with the same key create one voice within 24 h; request n of a file uses KEY-n (default: a random key)',
  },
  'dry-run': {
    type: 'boolean',
    description: 'check the requests and show warnings, advice, cost and free places; create nothing',
  },
  'no-wait': { type: 'boolean', description: 'return as soon as the request is accepted' },
  timeout: {
    type: 'string',
    value: 'TIME',
    description: 'stop waiting after this time, such as 90s, 10m or 2h (default: 30m)',
  },
  ...jsonOption,
  ...connectionOptions,
} as const;

export const createCommand = defineCommand(
  {
    name: 'create',
    summary: 'requests voices and waits until they are settled',
    usage: [
      '--family FAMILY --target-model MODEL --voice-prompt TEXT --preview-text TEXT [options]',
      '--file FILE [options]',
    ],
    details: [
      'A file contains the fields of POST /v1/voices: family, targetModel, voicePrompt, previewText, …',
      'Ctrl-C stops the command but not the creation of the voice; voice watch resumes the display.',
    ],
    options,
    examples: [
      {
        command:
          "voice create --family cosyvoice --target-model cosyvoice-v3.5-plus --voice-prompt 'A warm, unhurried woman in her forties' --preview-text 'Good evening. The ferry leaves at nine.'",
        description: 'creates a voice, and prints the parameters of a synthesis call after its review',
      },
      {
        command: 'voice create --file voices.yaml --idempotency-key book-7',
        description:
          'creates several voices; repeat the same command after an interruption, without duplicates',
      },
      {
        command: 'voice create --file voices.yaml --dry-run',
        description:
          'checks the requests of a file without creating a voice; exit code 3 if one would be refused',
      },
      {
        command: 'voice create --file voice.json --no-wait --json | jq -r .voiceId',
        description: 'prints only the voice id, for a script that listens for the event instead',
      },
    ],
  },
  async ({ values }, terminal) => {
    const timeoutMs = parseDuration('--timeout', values.timeout ?? '30m');
    const fromFile = values.file !== undefined;
    const requests = fromFile ? await requestsFromFile(values, terminal) : [requestFromOptions(values)];
    const client = connect(terminal, values.state);
    if (values['dry-run']) {
      return checkRequests(client, requests, { fromFile, json: values.json ?? false }, terminal);
    }
    const key = values['idempotency-key'] ?? randomUUID();
    const keyOf = (n: number) => (fromFile ? `${key}-${n}` : key);
    const submit = async (request: object, n: number) => {
      const { voice } = await client.createUnchecked(request, { idempotencyKey: keyOf(n) });
      terminal.report(`${voice.voiceId}  accepted`);
      return voice;
    };
    const submissions = await submitRequests(requests, submit, terminal).catch((error: unknown) => {
      throw createFailure(error, key, fromFile);
    });
    const accepted = submissions.flatMap((each) => ('result' in each ? [each.result] : []));
    const results = values['no-wait']
      ? accepted.map((voice) => ({ voice, timedOut: false }))
      : await waitForVoices(client, accepted, timeoutMs, terminal);
    if (values.json) terminal.printJson(fromFile ? inFileOrder(submissions, results) : results[0]?.voice);
    else terminal.printLines(formatResults(results, fromFile, terminal));
    if (results.some(({ timedOut }) => timedOut)) {
      terminal.report('Timed out while waiting. The workflow continues; voice watch shows it.');
    }
    const codes = results.map((each) => (values['no-wait'] ? exitCodes.success : exitCodeOfResult(each)));
    return combineExitCodes(accepted.length < submissions.length ? [exitCodes.refused, ...codes] : codes);
  },
);

type Values = Input<typeof options>['values'];

async function requestsFromFile(
  { file = '', ...values }: Values,
  terminal: Terminal,
): Promise<readonly object[]> {
  const [conflicting] = Object.keys(requestOptions).filter((name) => name in values);
  if (conflicting) throw new UsageError(`--file and --${conflicting} cannot be combined`);
  return readRequestFile(file, terminal);
}

/** Returns the voice or the problem of each request, in the order of the file. */
function inFileOrder(
  submissions: readonly Submission<VoiceView>[],
  results: readonly WaitResult[],
): unknown[] {
  const latest = new Map(results.map(({ voice }) => [voice.voiceId, voice]));
  return submissions.map((each) =>
    'result' in each ? (latest.get(each.result.voiceId) ?? each.result) : { problem: each.problem.problem },
  );
}

function formatResults(results: readonly WaitResult[], asTable: boolean, terminal: Terminal): string[] {
  const voices = results.map(({ voice }) => voice);
  if (!asTable) return voices.flatMap((voice) => voiceDetails(terminal, voice));
  if (voices.length === 0) return [];
  return tableLines(voices, voiceColumns(terminal, Date.now(), voices), terminal.columns);
}

function exitCodeOfResult({ voice, timedOut }: WaitResult): ExitCode {
  if (timedOut) return exitCodes.timedOut;
  return voice.status === 'OK' ? exitCodes.success : exitCodes.settledNotOk;
}
