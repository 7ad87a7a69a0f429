import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';

/** Programs that play a file and then exit. The first one that is installed is used. */
export const players = [
  ['afplay'],
  ['pw-play'],
  ['paplay'],
  ['aplay', '-q'],
  ['ffplay', '-nodisp', '-autoexit'],
];

/** Plays audio from a temporary file. @throws UsageError if no program can play it */
export async function playBytes(bytes: Uint8Array, name: string, terminal: Terminal): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'voice-'));
  try {
    await writeFile(join(folder, name), bytes);
    await playFile(join(folder, name), terminal);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Plays a file. @throws UsageError if no program can play it */
export async function playFile(path: string, { environment }: Terminal): Promise<void> {
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
