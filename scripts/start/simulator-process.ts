import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readPrivateJson, writePrivateFile } from '../../local/persistence/private-files.ts';
import { DamagedStateError } from '../../local/persistence/storage-error.ts';

/** The simulator did not start; its own line says why. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
}

const ready = z.object({
  urls: z.object({ mainland: z.url(), international: z.url() }),
  controlUrl: z.url(),
  pid: z.int(),
});

/** As it stands in the state folder. */
const noted = ready.extend({ arguments: z.array(z.string()) });

export interface RunningSimulator extends z.infer<typeof ready> {
  /** It was running already: "the provider" outlives a kill of the stack. */
  readonly found: boolean;
}

const readyWord = 'dashscope-simulator-ready ';
/** Milliseconds. A process that does not listen refuses at once; a loaded machine may take long to answer. */
const healthMs = 20_000;
const startsWithinMs = 200_000;

/**
 * Finds the simulator that this state folder's last start has left behind, or starts one: a process of its own, with
 * its own state, which the end of this process does not touch.
 *
 * @throws SimulatorError
 */
export async function runSimulator(settings: {
  readonly root: string;
  readonly stateFolder: string;
  readonly port: number;
  readonly reviewSeconds: number;
  readonly timeScale: number;
}): Promise<RunningSimulator> {
  const noteFile = join(settings.stateFolder, 'simulator.json');
  const arguments_ = [
    join(settings.root, 'simulator', 'main.ts'),
    ...['--port', String(settings.port)],
    ...['--state', join(settings.stateFolder, 'simulator')],
    ...['--review-seconds', String(settings.reviewSeconds)],
    ...['--time-scale', String(settings.timeScale)],
  ];
  const left = await findLeft(noteFile, arguments_);
  if (left) return { ...left, found: true };

  mkdirSync(settings.stateFolder, { recursive: true });
  const logFile = join(settings.stateFolder, 'simulator.log');
  const log = openSync(logFile, 'w', 0o600);
  const child = spawn(process.execPath, arguments_, {
    cwd: settings.root,
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  const deadline = Date.now() + startsWithinMs;
  while (Date.now() < deadline) {
    const output = readFileSync(logFile, 'utf8');
    const line = output.split('\n').find((text) => text.startsWith(readyWord));
    if (line) {
      const running = ready.parse(JSON.parse(line.slice(readyWord.length)));
      writePrivateFile(noteFile, JSON.stringify({ ...running, arguments: arguments_ }));
      return { ...running, found: false };
    }
    if (child.exitCode !== null) throw new SimulatorError(output.trim() || 'the simulator ended at once');
    await sleep(30);
  }
  throw new SimulatorError(`the simulator did not start within ${startsWithinMs / 1_000} s; see ${logFile}`);
}

/** Ends the simulator and waits until it has. */
export async function stopSimulator(simulator: RunningSimulator, stateFolder: string): Promise<void> {
  rmSync(join(stateFolder, 'simulator.json'), { force: true });
  if (await isRunning(simulator)) await end(simulator.pid);
}

/** A simulator that runs with other settings than those asked for is ended; its voices are on disk. */
async function findLeft(noteFile: string, wanted: readonly string[]): Promise<z.infer<typeof ready> | null> {
  const note = noteOrNull(noteFile);
  if (note === null || !(await isRunning(note))) return null;
  if (JSON.stringify(note.arguments) === JSON.stringify(wanted)) return note;
  await end(note.pid);
  return null;
}

/** A damaged note is written anew; the port of a simulator that runs all the same is taken. */
function noteOrNull(noteFile: string): z.infer<typeof noted> | null {
  try {
    return readPrivateJson(noteFile, noted, '') ?? null;
  } catch (error) {
    if (error instanceof DamagedStateError) return null;
    throw error;
  }
}

/** Whether the process of the note listens where the note says; its number alone may be another process's by now. */
async function isRunning({ urls, pid }: z.infer<typeof ready>): Promise<boolean> {
  try {
    const url = new URL('/health', urls.mainland);
    const response = await fetch(url, { signal: AbortSignal.timeout(healthMs) });
    return response.ok && z.object({ pid: z.int() }).parse(await response.json()).pid === pid;
  } catch {
    return false;
  }
}

async function end(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGTERM');
    for (;;) {
      await sleep(20);
      process.kill(pid, 0);
    }
  } catch {
    // No such process: it has ended.
  }
}
