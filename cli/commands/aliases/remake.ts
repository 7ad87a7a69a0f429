import { randomUUID } from 'node:crypto';
import { defineCommand } from '../../core/define-command.ts';
import { parseDuration } from '../../core/option-values.ts';
import { connect } from '../../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
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
      'If the new voice fails, the alias stays where it is.',
    ],
    argument: aliasArgument,
    options: {
      ...requestOptions,
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
    ],
  },
  async ({ values, arguments: [alias = ''] }, terminal) => {
    const timeoutMs = parseDuration('--timeout', values.timeout ?? '30m');
    const client = connect(terminal, values.state);
    const idempotencyKey = values['idempotency-key'] ?? randomUUID();
    const options = { idempotencyKey, ...parseIfVersion(values['if-version']) };
    const requested = await client.aliases.remake(alias, fieldsFromOptions(values), options);
    const results = values['no-wait'] ? [] : await waitForVoices(client, [requested], timeoutMs, terminal);
    const [{ voice, timedOut } = { voice: requested, timedOut: false }] = results;
    if (values.json) terminal.printJson(voice);
    else terminal.printLines(voiceDetails(terminal, voice));
    if (timedOut) return exitCodes.timedOut;
    if (values['no-wait'] || voice.status === 'OK') return exitCodes.success;
    return exitCodes.settledNotOk;
  },
);
