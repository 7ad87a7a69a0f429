import { defineCommand } from '../core/define-command.ts';
import { connect } from '../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../deployment/options.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { voiceDetails } from '../output/voice-text.ts';
import { voiceIdArgument } from './voice-id-argument.ts';

export const getCommand = defineCommand(
  {
    name: 'get',
    summary: 'shows a voice, and the parameters of a synthesis call',
    usage: ['VOICE_ID [options]'],
    argument: voiceIdArgument,
    options: {
      refresh: {
        type: 'boolean',
        description: 'also query the provider and show its status; does not change the record',
      },
      ...jsonOption,
      ...connectionOptions,
    },
    examples: [
      { command: 'voice get 01K5ZJ0AAAAAAAAAAAAAAAAAAA', description: 'shows all fields of a voice' },
      {
        command: 'voice get 01K5ZJ0AAAAAAAAAAAAAAAAAAA --json | jq .use',
        description: 'prints the parameters of a synthesis call, for a script',
      },
    ],
  },
  async ({ values, arguments: [voiceId = ''] }, terminal) => {
    const client = connect(terminal, values.state);
    const voice = values.refresh ? await client.refresh(voiceId) : await client.get(voiceId);
    if (values.json) terminal.printJson(voice);
    else terminal.printLines(voiceDetails(terminal, voice));
    return exitCodes.success;
  },
);
