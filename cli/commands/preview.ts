import { join } from 'node:path';
import type { VoiceClient } from '../../client/index.ts';
import { defineCommand } from '../core/define-command.ts';
import { parseLabel } from '../core/option-values.ts';
import { connect } from '../deployment/connect.ts';
import { connectionOptions } from '../deployment/options.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { eachVoice } from '../voices/each-voice.ts';
import { playBytes, players, playFile } from '../voices/play-file.ts';
import { createFolder, previewFileName, savePreview } from '../voices/save-preview.ts';

export const previewCommand = defineCommand(
  {
    name: 'preview',
    summary: 'saves or plays the previews of voices',
    usage: ['VOICE_ID... [options]', '--label KEY:VALUE [options]'],
    details: [
      'Without -o, a file has the name of its voice and the extension of its format. If one of several previews cannot',
      'be saved, the command continues with the others, and the exit code is that of the failure.',
    ],
    argument: {
      name: 'VOICE_ID',
      description: 'voice ids, as create and list print them',
      min: 0,
      max: 1_000,
    },
    options: {
      label: {
        type: 'string',
        value: 'KEY:VALUE',
        description: 'all voices with this label that have a preview',
      },
      output: {
        type: 'string',
        short: 'o',
        value: 'FILE',
        description: 'output file of one preview; - is standard output',
      },
      dir: {
        type: 'string',
        value: 'FOLDER',
        description: 'folder of the files, created if needed (default: .)',
      },
      force: { type: 'boolean', short: 'f', description: 'replace existing files' },
      play: {
        type: 'boolean',
        description: `play with the first installed program of ${players.map(([name]) => name).join(', ')}; saves files only with -o or --dir`,
      },
      ...connectionOptions,
    },
    examples: [
      {
        command: 'voice preview 01K5ZJ0AAAAAAAAAAAAAAAAAAA',
        description: 'writes 01K5ZJ0AAAAAAAAAAAAAAAAAAA.wav',
      },
      { command: 'voice preview 01K5ZJ0AAAAAAAAAAAAAAAAAAA --play', description: 'plays the preview' },
      {
        command: 'voice preview --label project:audiobook --dir previews',
        description: 'writes the previews of all voices of a project to a folder',
      },
      {
        command: 'voice preview 01K5ZJ0AAAAAAAAAAAAAAAAAAA -o - | ffprobe -',
        description: 'pipes the audio to a program',
      },
    ],
  },
  async ({ values, arguments: voiceIds }, terminal) => {
    const { output, dir, label, force = false, play = false, state } = values;
    if ((voiceIds.length === 0) === (label === undefined)) throw new UsageError('give voice ids, or --label');
    if (output !== undefined && (voiceIds.length !== 1 || dir !== undefined))
      throw new UsageError('-o names the file of one voice; use --dir for several');
    const client = connect(terminal, state);
    const chosen = label === undefined ? voiceIds : await voicesWithPreview(client, label, terminal);
    if (dir !== undefined) await createFolder(dir);
    const saves = !play || output !== undefined || dir !== undefined;
    const handle = async (voiceId: string) => {
      const audio = await client.preview(voiceId);
      if (output === '-') return terminal.printBytes(audio.bytes);
      const name = previewFileName(voiceId, audio.mediaType);
      if (!saves) return playBytes(audio.bytes, name, terminal);
      const path = output ?? join(dir ?? '.', name);
      await savePreview({ path, audio, force }, terminal);
      if (play) await playFile(path, terminal);
    };
    if (chosen.length !== 1) return eachVoice(chosen, terminal, handle);
    await handle(chosen[0] ?? '');
    return exitCodes.success;
  },
);

/** Returns the ids of the voices with a label. Reports voices without a preview. */
async function voicesWithPreview(client: VoiceClient, label: string, terminal: Terminal): Promise<string[]> {
  const voiceIds: string[] = [];
  for await (const { voiceId, preview } of client.listVoices({ label: parseLabel(label) })) {
    if ('missing' in preview) terminal.report(`${voiceId}  no preview (${preview.missing})`);
    else voiceIds.push(voiceId);
  }
  if (voiceIds.length === 0) terminal.report('No previews.');
  return voiceIds;
}
