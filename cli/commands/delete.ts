import type { VoiceView } from '../../client/types.ts';
import { defineCommand } from '../core/define-command.ts';
import { connect } from '../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../deployment/options.ts';
import { changeEachVoice } from '../voices/each-voice.ts';
import { voiceIdsArgument } from './voice-id-argument.ts';

export const deleteCommand = defineCommand(
  {
    name: 'delete',
    summary: 'deletes voices; restore undoes it until their purge time',
    usage: ['VOICE_ID... [options]'],
    details: [
      'With --purge, voices are permanently removed at the provider, with their previews and texts, without confirmation. The',
      'removal completes shortly after the command ends; the event Voice Purged reports it.',
    ],
    argument: voiceIdsArgument,
    options: {
      purge: {
        type: 'boolean',
        description: 'remove permanently and at once; the API key needs the scope admin',
      },
      ...jsonOption,
      ...connectionOptions,
    },
    examples: [
      {
        command: 'voice delete 01K5ZJ0AAAAAAAAAAAAAAAAAAA',
        description: 'deletes a voice, and prints until when it can be restored',
      },
      {
        command: "voice list --status UNDEPLOYED --all --json | jq -r '.[].voiceId' | xargs voice delete",
        description: 'deletes all voices that the review rejected',
      },
      {
        command: 'voice delete 01K5ZJ0AAAAAAAAAAAAAAAAAAA --purge',
        description: 'removes a voice permanently',
      },
    ],
  },
  async ({ values, arguments: voiceIds }, terminal) => {
    const client = connect(terminal, values.state);
    const change = async (voiceId: string) => {
      if (!values.purge) {
        const voice = await client.delete(voiceId);
        return { voice, message: deletedMessage(voice) };
      }
      const voice = await client.purge(voiceId);
      return { voice, message: purgedMessage(voice) };
    };
    return changeEachVoice(voiceIds, terminal, { json: values.json, change });
  },
);

function deletedMessage({ status, restorableUntil }: VoiceView): string {
  if (status === 'DELETED') return `restorable until ${restorableUntil}`;
  return status === 'CREATING' ? 'will be deleted as soon as the provider has created it' : '';
}

function purgedMessage({ status }: VoiceView): string {
  if (status === 'PURGED') return '';
  return status === 'CREATING' ? 'will be purged once the provider has created it' : 'is being purged';
}
