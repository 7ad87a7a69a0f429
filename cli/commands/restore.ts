import { defineCommand } from '../core/define-command.ts';
import { connect } from '../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../deployment/options.ts';
import { changeEachVoice } from '../voices/each-voice.ts';
import { voiceIdsArgument } from './voice-id-argument.ts';

export const restoreCommand = defineCommand(
  {
    name: 'restore',
    summary: 'restores deleted voices; an interrupted review resumes',
    usage: ['VOICE_ID... [options]'],
    argument: voiceIdsArgument,
    options: { ...jsonOption, ...connectionOptions },
    examples: [
      {
        command: 'voice restore 01K5ZJ0AAAAAAAAAAAAAAAAAAA',
        description: 'returns a voice to its status before the deletion',
      },
      { command: 'voice list --status DELETED', description: 'lists the voices that can be restored' },
    ],
  },
  async ({ values, arguments: voiceIds }, terminal) => {
    const client = connect(terminal, values.state);
    const change = async (voiceId: string) => ({ voice: await client.restore(voiceId), message: '' });
    return changeEachVoice(voiceIds, terminal, { json: values.json, change });
  },
);
