import { command } from '../command.ts';
import { connect, connectionOptions, jsonOption } from '../connection.ts';
import { eachVoice } from '../each-voice.ts';

export const deleteCommand = command(
  {
    name: 'delete',
    summary: 'deletes voices; restore brings them back until their purge time',
    usage: ['VOICE_ID... [options]'],
    argument: { name: 'VOICE_ID', says: 'as create and list show it; several', least: 1, most: 1_000 },
    options: { ...jsonOption, ...connectionOptions },
    examples: [
      {
        command: 'voice delete 01K5ZJ0AAAAAAAAAAAAAAAAAAA',
        says: 'DELETED; shows until when it can be restored',
      },
      {
        command: "voice list --status UNDEPLOYED --all --json | jq -r '.[].voiceId' | xargs voice delete",
        says: 'deletes all that were rejected',
      },
    ],
  },
  async ({ values, arguments: voiceIds }, terminal) => {
    const client = connect(terminal, values.state);
    return eachVoice(voiceIds, values.json ?? false, terminal, async (voiceId) => {
      const voice = await client.delete(voiceId);
      const said =
        voice.status === 'DELETED'
          ? `restorable until ${voice.purgeAt}`
          : voice.deletedAt === null
            ? 'will be deleted as soon as the provider has made it'
            : '';
      return { voice, said };
    });
  },
);
