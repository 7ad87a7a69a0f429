import type { VoiceView } from '../../client/types.ts';
import { command } from '../command/command.ts';
import { connect, connectionOptions, jsonOption } from '../deployment/connect.ts';
import { eachVoice } from '../voices/for-each-voice.ts';

export const deleteCommand = command(
  {
    name: 'delete',
    summary: 'deletes voices; restore brings them back until their purge time',
    usage: ['VOICE_ID... [options]'],
    details: [
      'With --purge they are removed for good: at the provider, with their previews and texts, and nothing is asked first.',
      'That takes a moment more than the command; the event Voice Purged tells when it is done.',
    ],
    argument: { name: 'VOICE_ID', says: 'as create and list show it; several', least: 1, most: 1_000 },
    options: {
      purge: { type: 'boolean', says: 'for good, at once; the key needs the scope admin' },
      ...jsonOption,
      ...connectionOptions,
    },
    examples: [
      {
        command: 'voice delete 01K5ZJ0AAAAAAAAAAAAAAAAAAA',
        says: 'DELETED; shows until when it can be restored',
      },
      {
        command: "voice list --status UNDEPLOYED --all --json | jq -r '.[].voiceId' | xargs voice delete",
        says: 'deletes all that were rejected',
      },
      {
        command: 'voice delete 01K5ZJ0AAAAAAAAAAAAAAAAAAA --purge',
        says: 'removes a voice for good',
      },
    ],
  },
  async ({ values, arguments: voiceIds }, terminal) => {
    const client = connect(terminal, values.state);
    return eachVoice(voiceIds, values.json ?? false, terminal, async (voiceId) => {
      if (!values.purge) {
        const voice = await client.delete(voiceId);
        return { voice, said: saidOfDeleted(voice) };
      }
      const voice = await client.purge(voiceId);
      return { voice, said: saidOfPurged(voice) };
    });
  },
);

function saidOfDeleted({ status, restorableUntil }: VoiceView): string {
  if (status === 'DELETED') return `restorable until ${restorableUntil}`;
  return status === 'CREATING' ? 'will be deleted as soon as the provider has made it' : '';
}

function saidOfPurged({ status }: VoiceView): string {
  if (status === 'PURGED') return '';
  return status === 'CREATING' ? 'will be purged once the provider has made it' : 'is being purged';
}
