import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from '../command/command.ts';
import { connect, connectionOptions } from '../deployment/connect.ts';
import { errorCode } from '../errors/error-code.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';

const extensions: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'opus',
  'audio/pcm': 'pcm',
};
/** Programs that play a file and end with it; the first that is there is taken. */
const players = [['afplay'], ['pw-play'], ['paplay'], ['aplay', '-q'], ['ffplay', '-nodisp', '-autoexit']];

export const previewCommand = command(
  {
    name: 'preview',
    summary: 'saves the preview of a voice, or plays it',
    usage: ['VOICE_ID [options]'],
    argument: { name: 'VOICE_ID', says: 'as create and list show it', least: 1, most: 1 },
    options: {
      output: {
        type: 'string',
        short: 'o',
        value: 'FILE',
        says: 'where to; - is standard output (VOICE_ID.wav, or the ending of its format)',
      },
      force: { type: 'boolean', short: 'f', says: 'replace a file that is there' },
      play: {
        type: 'boolean',
        says: `play it by ${players.map(([name]) => name).join(', ')}; save it with -o only`,
      },
      ...connectionOptions,
    },
    examples: [
      { command: 'voice preview 01K5ZJ0AAAAAAAAAAAAAAAAAAA', says: 'writes 01K5ZJ0AAAAAAAAAAAAAAAAAAA.wav' },
      { command: 'voice preview 01K5ZJ0AAAAAAAAAAAAAAAAAAA --play', says: 'lets it be heard' },
      { command: 'voice preview 01K5ZJ0AAAAAAAAAAAAAAAAAAA -o - | ffprobe -', says: 'hands it to a program' },
    ],
  },
  async ({ values, arguments: [voiceId = ''] }, terminal) => {
    const { output, force = false, play = false } = values;
    const { mediaType, bytes } = await connect(terminal, values.state).preview(voiceId);
    if (output === '-') {
      terminal.printBytes(bytes);
      return exitCodes.done;
    }
    const name = `${voiceId}.${extensions[mediaType.split(';')[0] ?? ''] ?? 'audio'}`;
    if (play && output === undefined) await playFromMemory(bytes, name, terminal);
    else {
      await save(output ?? name, bytes, force, terminal);
      if (play) await playFile(output ?? name, terminal);
    }
    return exitCodes.done;
  },
);

async function save(path: string, bytes: Uint8Array, force: boolean, terminal: Terminal): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') throw new UsageError(`${path} is there already; --force replaces it`);
    // A file cut short would refuse the next try.
    if (!force) await rm(path, { force: true });
    throw new UsageError(`${path} cannot be written (${code})`);
  }
  terminal.tell(`${path}  ${bytes.length} bytes`);
}

async function playFromMemory(bytes: Uint8Array, name: string, terminal: Terminal): Promise<void> {
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
      // Not there: the next.
    }
  }
  throw new UsageError('no program here plays it; save it with -o FILE');
}
