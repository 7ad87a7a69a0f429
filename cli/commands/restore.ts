import { command } from '../command/command.ts';
import { connect, connectionOptions, jsonOption } from '../deployment/connect.ts';
import { eachVoice } from '../voices/for-each-voice.ts';

export const restoreCommand = command(
  {
    name: 'restore',
    summary: 'brings deleted voices back; a review that was interrupted goes on',
    usage: ['VOICE_ID... [options]'],
    argument: { name: 'VOICE_ID', says: 'as create and list show it; several', least: 1, most: 1_000 },
    options: { ...jsonOption, ...connectionOptions },
    examples: [
      { command: 'voice restore 01K5ZJ0AAAAAAAAAAAAAAAAAAA', says: 'the status from before it was deleted' },
      { command: 'voice list --status DELETED', says: 'what can be restored' },
    ],
  },
  async ({ values, arguments: voiceIds }, terminal) => {
    const client = connect(terminal, values.state);
    return eachVoice(voiceIds, values.json ?? false, terminal, async (voiceId) => ({
      voice: await client.restore(voiceId),
      said: '',
    }));
  },
);
