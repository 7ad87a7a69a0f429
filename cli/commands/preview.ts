import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineCommand } from '../core/define-command.ts';
import { connect } from '../deployment/connect.ts';
import { connectionOptions } from '../deployment/options.ts';
import { errorCode } from '../errors/error-code.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { voiceIdArgument } from './voice-id-argument.ts';

const extensions: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'opus',
  'audio/pcm': 'pcm',
};
/** Programs that play a file and then exit. The command uses the first one that is installed. */
const players = [['afplay'], ['pw-play'], ['paplay'], ['aplay', '-q'], ['ffplay', '-nodisp', '-autoexit']];

export const previewCommand = defineCommand(
  {
    name: 'preview',
    summary: 'saves or plays the preview of a voice',
    usage: ['VOICE_ID [options]'],
    argument: voiceIdArgument,
    options: {
      output: {
        type: 'string',
        short: 'o',
        value: 'FILE',
        description: 'output file; - is standard output (default: VOICE_ID with the extension of the format)',
      },
      force: { type: 'boolean', short: 'f', description: 'replace an existing file' },
      play: {
        type: 'boolean',
        description: `play with the first installed program of ${players.map(([name]) => name).join(', ')}; saves the file only with -o`,
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
        command: 'voice preview 01K5ZJ0AAAAAAAAAAAAAAAAAAA -o - | ffprobe -',
        description: 'pipes the audio to a program',
      },
    ],
  },
  async ({ values, arguments: [voiceId = ''] }, terminal) => {
    const { output, force = false, play = false } = values;
    const { mediaType, bytes } = await connect(terminal, values.state).preview(voiceId);
    if (output === '-') {
      terminal.printBytes(bytes);
      return exitCodes.success;
    }
    const name = `${voiceId}.${extensions[mediaType.split(';')[0] ?? ''] ?? 'audio'}`;
    if (play && output === undefined) await playFromTemporaryFile(bytes, name, terminal);
    else {
      await save(output ?? name, bytes, force, terminal);
      if (play) await playFile(output ?? name, terminal);
    }
    return exitCodes.success;
  },
);

async function save(path: string, bytes: Uint8Array, force: boolean, terminal: Terminal): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') throw new UsageError(`${path} already exists; --force replaces it`);
    // A partial file would make the next attempt fail.
    if (!force) await rm(path, { force: true });
    throw new UsageError(`${path} cannot be written (${code})`);
  }
  terminal.report(`${path}  ${bytes.length} bytes`);
}

async function playFromTemporaryFile(bytes: Uint8Array, name: string, terminal: Terminal): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'voice-'));
  try {
    await writeFile(join(folder, name), bytes);
    await playFile(join(folder, name), terminal);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function playFile(path: string, { environment }: Terminal): Promise<void> {
  for (const [program = '', ...args] of players) {
    const player = spawn(program, [...args, path], { stdio: 'ignore', env: environment });
    try {
      const [code] = await once(player, 'exit');
      if (code === 0) return;
    } catch {
      // The program is not installed. Try the next one.
    }
  }
  throw new UsageError('no installed program can play the preview; save it with -o FILE');
}
