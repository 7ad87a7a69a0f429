import { randomUUID } from 'node:crypto';
import { command, duration, type Input, labels, wholeNumber } from '../command/command.ts';
import { connect, connectionOptions, jsonOption } from '../deployment/connect.ts';
import { combined, type ExitCode, exitCodes } from '../errors/exit-codes.ts';
import { createFailure } from '../errors/unknown-outcome-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { tableLines } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import { families, scopes, voiceCard, voiceColumns } from '../output/voice-text.ts';
import { requestsInFile } from '../voices/request-file.ts';
import { type Requested, requestVoices } from '../voices/submit-requests.ts';
import { type Waited, waitForVoices } from '../voices/wait-for-voices.ts';

const fields = {
  family: { type: 'string', value: 'FAMILY', choices: families, says: families.join(', ') },
  'target-model': {
    type: 'string',
    value: 'MODEL',
    says: 'the model that will speak: cosyvoice-v3.5-plus, …',
  },
  'voice-prompt': { type: 'string', value: 'TEXT', says: 'what the voice is like' },
  'preview-text': {
    type: 'string',
    value: 'TEXT',
    says: 'what the preview says, 15 characters or more for CosyVoice',
  },
  scope: {
    type: 'string',
    value: 'SCOPE',
    choices: scopes,
    says: 'mainland, international (the deployment’s first)',
  },
  name: { type: 'string', value: 'NAME', says: 'a name to show; never sent to the provider' },
  language: { type: 'string', value: 'LANGUAGE', says: 'en, zh, … (the provider’s default)' },
  'sample-rate': { type: 'string', value: 'HZ', says: 'of the preview (24000)' },
  'response-format': { type: 'string', value: 'FORMAT', says: 'of the preview: wav, mp3, opus, pcm (wav)' },
  label: { type: 'string', value: 'KEY:VALUE', multiple: true, says: 'a label to find it by' },
} as const;
const required = ['family', 'target-model', 'voice-prompt', 'preview-text'] as const;
const options = {
  ...fields,
  file: {
    type: 'string',
    short: 'f',
    value: 'FILE',
    says: 'one request, or a list of them, as JSON or YAML; - is standard input',
  },
  'idempotency-key': {
    type: 'string',
    value: 'KEY',
    says: 'the same key gives the same voice for 24 h; request n of a file has KEY-n (a random one)',
  },
  'no-wait': { type: 'boolean', says: 'end as soon as the request is accepted' },
  timeout: { type: 'string', value: 'TIME', says: 'give up waiting after 90s, 10m, 2h (30m)' },
  ...jsonOption,
  ...connectionOptions,
} as const;

export const createCommand = command(
  {
    name: 'create',
    summary: 'asks for voices and waits until they are settled',
    usage: [
      '--family FAMILY --target-model MODEL --voice-prompt TEXT --preview-text TEXT [options]',
      '--file FILE [options]',
    ],
    details: [
      'A file holds the fields of POST /v1/voices: family, targetModel, voicePrompt, previewText, …',
      'Ctrl-C ends the waiting, not the voice: voice watch goes on where it stopped.',
    ],
    options,
    examples: [
      {
        command:
          "voice create --family cosyvoice --target-model cosyvoice-v3.5-plus --voice-prompt 'A warm, unhurried woman in her forties' --preview-text 'Good evening. The ferry leaves at nine.'",
        says: 'designs a voice, and shows how to use it once its review is over',
      },
      {
        command: 'voice create --file voices.yaml --idempotency-key book-7',
        says: 'designs several; the same command after a break makes none twice',
      },
      {
        command: 'voice create --file voice.json --no-wait --json | jq -r .voiceId',
        says: 'the id, for a script that listens for the event instead',
      },
    ],
  },
  async ({ values }, terminal) => {
    const timeoutMs = duration('timeout', values.timeout ?? '30m');
    const several = values.file !== undefined;
    const requests = several ? await requestsOf(values, terminal) : [requestOf(values)];
    const client = connect(terminal, values.state);
    const key = values['idempotency-key'] ?? randomUUID();
    const keyOf = (n: number) => (several ? `${key}-${n}` : key);
    const requested = await requestVoices(client, requests, keyOf, terminal).catch((error: unknown) => {
      throw createFailure(error, key, several);
    });
    const made = requested.flatMap((each) => ('voice' in each ? [each.voice] : []));
    const waited = values['no-wait']
      ? made.map((voice) => ({ voice, gaveUp: false }))
      : await waitForVoices(client, made, timeoutMs, terminal);
    if (values.json) terminal.printJson(several ? inOrder(requested, waited) : waited[0]?.voice);
    else for (const line of shown(waited, several, terminal)) terminal.print(line);
    if (waited.some(({ gaveUp }) => gaveUp)) terminal.tell('Gave up waiting; voice watch goes on.');
    const codes = waited.map((each) => (values['no-wait'] ? exitCodes.done : codeOf(each)));
    return combined(made.length < requested.length ? [exitCodes.refused, ...codes] : codes);
  },
);

type Values = Input<typeof options>['values'];

async function requestsOf({ file = '', ...values }: Values, terminal: Terminal): Promise<readonly object[]> {
  const both = Object.keys(fields).filter((name) => name in values);
  if (both.length > 0) throw new UsageError(`--file and --${both[0]} do not go together`);
  return requestsInFile(file, terminal);
}

function requestOf(values: Values): object {
  const missing = required.filter((name) => values[name] === undefined);
  if (missing.length > 0) throw new UsageError(`missing: ${missing.map((name) => `--${name}`).join(', ')}`);
  const { family, scope, name, language } = values;
  const rate = values['sample-rate'];
  return {
    family,
    targetModel: values['target-model'],
    voicePrompt: values['voice-prompt'],
    previewText: values['preview-text'],
    scope,
    name,
    language,
    sampleRate: rate === undefined ? undefined : wholeNumber('sample-rate', rate, 1, 1_000_000),
    responseFormat: values['response-format'],
    labels: labels(values.label),
  };
}

/** An answer to each request, in the order of the file. */
function inOrder(requested: readonly Requested[], waited: readonly Waited[]): unknown[] {
  const last = new Map(waited.map(({ voice }) => [voice.voiceId, voice]));
  return requested.map((each) =>
    'voice' in each ? (last.get(each.voice.voiceId) ?? each.voice) : { problem: each.refused.problem },
  );
}

function shown(waited: readonly Waited[], several: boolean, terminal: Terminal): string[] {
  const voices = waited.map(({ voice }) => voice);
  if (!several) return voices.flatMap((voice) => voiceCard(terminal, voice));
  return voices.length > 0 ? tableLines(voices, voiceColumns(terminal, Date.now()), terminal.columns) : [];
}

function codeOf({ voice, gaveUp }: Waited): ExitCode {
  if (gaveUp) return exitCodes.gaveUp;
  return voice.status === 'OK' ? exitCodes.done : exitCodes.settledOther;
}
