import { randomUUID } from 'node:crypto';
import type { RemakeOptions, VoiceClient } from '../../../client/index.ts';
import type { AuditionView, VoiceView } from '../../../client/types.ts';
import { exitCodeOfResult, waitForCandidates } from '../../auditions/wait-for-candidates.ts';
import { defineCommand } from '../../core/define-command.ts';
import { parseDuration, parseWholeNumber } from '../../core/option-values.ts';
import { connect } from '../../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../../deployment/options.ts';
import { type ExitCode, exitCodes } from '../../errors/exit-codes.ts';
import { auditionDetails } from '../../output/audition-text.ts';
import type { Terminal } from '../../output/terminal.ts';
import { voiceDetails } from '../../output/voice-text.ts';
import { fieldsFromOptions, requestOptions } from '../../voices/request-options.ts';
import { waitForVoices } from '../../voices/wait-for-voices.ts';
import { aliasArgument, ifVersionOption, parseIfVersion } from './arguments.ts';

export const remakeAliasCommand = defineCommand(
  {
    name: 'alias remake',
    summary: 'makes a new voice for an alias, which moves to it once it is OK',
    usage: ['ALIAS [options]'],
    details: [
      'The options replace fields of the current voice. A new alias needs all fields of a voice.',
      'With --candidates, the alias moves once voice audition choose keeps one of the voices.',
      'If the new voice fails, or no candidate is chosen, the alias stays where it is.',
    ],
    argument: aliasArgument,
    options: {
      ...requestOptions,
      candidates: {
        type: 'string',
        value: 'N',
        description: 'make an audition of 2 to 10 voices (default: a single voice)',
      },
      ...ifVersionOption,
      'idempotency-key': {
        type: 'string',
        value: 'KEY',
        description: 'calls with the same key lead to one voice (default: a random key)',
      },
      'no-wait': { type: 'boolean', description: 'return as soon as the remake is accepted' },
      timeout: {
        type: 'string',
        value: 'TIME',
        description: 'stop waiting after this time, such as 90s, 10m or 2h (default: 30m)',
      },
      ...jsonOption,
      ...connectionOptions,
    },
    examples: [
      {
        command: 'voice alias remake narrator --target-model cosyvoice-v3.5-flash',
        description: 'makes the same voice for another synthesis model',
      },
      {
        command: 'voice alias remake narrator --candidates 3',
        description: 'makes three voices of the same description, of which one is chosen',
      },
    ],
  },
  async ({ values, arguments: [alias = ''] }, terminal) => {
    const timeoutMs = parseDuration('--timeout', values.timeout ?? '30m');
    const client = connect(terminal, values.state);
    const options: RemakeOptions = {
      idempotencyKey: values['idempotency-key'] ?? randomUUID(),
      ...parseIfVersion(values['if-version']),
    };
    const changes = fieldsFromOptions(values);
    const wait = { timeoutMs: values['no-wait'] ? null : timeoutMs, json: values.json ?? false };
    if (values.candidates !== undefined) {
      const candidates = parseWholeNumber('--candidates', values.candidates, 2, 10);
      const requested = await client.aliases.remakeWithCandidatesUnchecked(
        alias,
        candidates,
        changes,
        options,
      );
      return showAudition(client, requested, wait, terminal);
    }
    const requested = await client.aliases.remakeUnchecked(alias, changes, options);
    return showVoice(client, requested, wait, terminal);
  },
);

interface WaitSettings {
  /** Null to return at once. */
  readonly timeoutMs: number | null;
  readonly json: boolean;
}

async function showVoice(
  client: VoiceClient,
  requested: VoiceView,
  { timeoutMs, json }: WaitSettings,
  terminal: Terminal,
): Promise<ExitCode> {
  const results = timeoutMs === null ? [] : await waitForVoices(client, [requested], timeoutMs, terminal);
  const [{ voice, timedOut } = { voice: requested, timedOut: false }] = results;
  if (json) terminal.printJson(voice);
  else terminal.printLines(voiceDetails(terminal, voice));
  if (timedOut) return exitCodes.timedOut;
  return timeoutMs === null || voice.status === 'OK' ? exitCodes.success : exitCodes.settledNotOk;
}

async function showAudition(
  { auditions }: VoiceClient,
  requested: AuditionView,
  { timeoutMs, json }: WaitSettings,
  terminal: Terminal,
): Promise<ExitCode> {
  const result =
    timeoutMs === null
      ? { audition: requested, timedOut: false }
      : await waitForCandidates(auditions, requested, timeoutMs, terminal);
  if (json) terminal.printJson(result.audition);
  else terminal.printLines(auditionDetails(terminal, result.audition));
  return timeoutMs === null ? exitCodes.success : exitCodeOfResult(result);
}
