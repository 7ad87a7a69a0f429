import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readPrivateJson, writePrivateFile } from '../../local/persistence/private-files.ts';
import { DamagedStateError } from '../../local/persistence/storage-error.ts';

/** The simulator did not start. The message is its own error message, if there is one. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
}

/** The JSON in the simulator's ready line. */
const readySchema = z.object({
  urls: z.object({ mainland: z.url(), international: z.url() }),
  controlUrl: z.url(),
  pid: z.int(),
});
type Ready = z.infer<typeof readySchema>;

/** The content of `simulator.json` in the state folder. */
const fileSchema = readySchema.extend({ arguments: z.array(z.string()) });

export interface RunningSimulator extends Ready {
  /** True if an earlier start has left it running. The simulator survives when the stack is killed. */
  readonly wasRunning: boolean;
}

interface SimulatorSettings {
  readonly root: string;
  readonly stateFolder: string;
  readonly port: number;
  readonly reviewSeconds: number;
  readonly timeScale: number;
}

const fileName = 'simulator.json';
const readyWord = 'dashscope-simulator-ready ';
/** A closed port refuses at once. On a loaded machine, an open one can take long to respond. */
const healthTimeoutMs = 20_000;
const startTimeoutMs = 200_000;
const startPollMs = 30;
const endPollMs = 20;

/**
 * Finds the simulator of the last start from this state folder, or starts one. The simulator is a detached process with
 * its own state, so that it continues when this process is killed.
 *
 * @throws SimulatorError
 */
export async function runSimulator(settings: SimulatorSettings): Promise<RunningSimulator> {
  const { root, stateFolder } = settings;
  const file = join(stateFolder, fileName);
  const args = [
    join(root, 'simulator', 'main.ts'),
    '--port',
    String(settings.port),
    '--state',
    join(stateFolder, 'simulator'),
    '--review-seconds',
    String(settings.reviewSeconds),
    '--time-scale',
    String(settings.timeScale),
  ];
  const running = await findRunning(file, args);
  if (running) return { ...running, wasRunning: true };

  mkdirSync(stateFolder, { recursive: true });
  const logFile = join(stateFolder, 'simulator.log');
  const log = openSync(logFile, 'w', 0o600);
  const child = spawn(process.execPath, args, { cwd: root, detached: true, stdio: ['ignore', log, log] });
  child.unref();
  const ready = await waitUntilReady(child, logFile);
  writePrivateFile(file, JSON.stringify({ ...ready, arguments: args }));
  return { ...ready, wasRunning: false };
}

/** @throws SimulatorError */
async function waitUntilReady(child: ChildProcess, logFile: string): Promise<Ready> {
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    const output = readFileSync(logFile, 'utf8');
    const line = output.split('\n').find((text) => text.startsWith(readyWord));
    if (line) return readySchema.parse(JSON.parse(line.slice(readyWord.length)));
    if (child.exitCode !== null) throw new SimulatorError(output.trim() || 'the simulator exited at once');
    await sleep(startPollMs);
  }
  throw new SimulatorError(`the simulator did not start within ${startTimeoutMs / 1_000} s; see ${logFile}`);
}

/** Stops the simulator and waits for its end. */
export async function stopSimulator(simulator: RunningSimulator, stateFolder: string): Promise<void> {
  rmSync(join(stateFolder, fileName), { force: true });
  if (await isRunning(simulator)) await endProcess(simulator.pid);
}

/** A running simulator with other arguments is stopped. Its voices are on disk. */
async function findRunning(file: string, args: readonly string[]): Promise<Ready | null> {
  const simulator = readFileOrNull(file);
  if (simulator === null || !(await isRunning(simulator))) return null;
  if (JSON.stringify(simulator.arguments) === JSON.stringify(args)) return simulator;
  await endProcess(simulator.pid);
  return null;
}

/** A damaged file is ignored. If its simulator still runs, the new one reports that the port is in use. */
function readFileOrNull(file: string): z.infer<typeof fileSchema> | null {
  try {
    return readPrivateJson(file, fileSchema, '') ?? null;
  } catch (error) {
    if (error instanceof DamagedStateError) return null;
    throw error;
  }
}

/** Compares the process id that `/health` returns, because another process may have the number by now. */
async function isRunning({ urls, pid }: Ready): Promise<boolean> {
  try {
    const url = new URL('/health', urls.mainland);
    const response = await fetch(url, { signal: AbortSignal.timeout(healthTimeoutMs) });
    return response.ok && z.object({ pid: z.int() }).parse(await response.json()).pid === pid;
  } catch {
    return false;
  }
}

async function endProcess(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGTERM');
    for (;;) {
      await sleep(endPollMs);
      process.kill(pid, 0);
    }
  } catch {
    // The process no longer exists.
  }
}
