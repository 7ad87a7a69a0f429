import { createServer } from 'node:net';
import { readRunningStack } from '../running-stack.ts';

/** A stack is running already, here or on the same port; says by which settings another one can run beside it. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
}

/** Milliseconds. A process that does not listen refuses at once; a loaded machine may take long to answer. */
const healthMs = 20_000;
const beside = 'npm start -- --port <n> --simulator-port <n> --state <folder>';

/**
 * Refuses to start beside a running stack, before anything of it is touched: its simulator, too, is left alone.
 *
 * @throws AlreadyRunningError
 */
export async function refuseSecondStart(stateFolder: string, port: number): Promise<void> {
  const note = readRunningStack(stateFolder);
  if (note && (await answers(note.apiUrl))) {
    const taken = new URL(note.apiUrl).port;
    throw new AlreadyRunningError(
      `Port ${taken} is taken: a stack runs from this folder (process ${note.pid}). End it with npm stop, or run another beside it: ${beside}`,
    );
  }
  if (port !== 0 && (await isTaken(port))) {
    throw new AlreadyRunningError(`Port ${port} on 127.0.0.1 is taken. Choose another: ${beside}`);
  }
}

async function answers(apiUrl: string): Promise<boolean> {
  try {
    const health = `${apiUrl.replace(/\/$/, '')}/health`;
    return (await fetch(health, { signal: AbortSignal.timeout(healthMs) })).ok;
  } catch {
    return false;
  }
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(true));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
}
