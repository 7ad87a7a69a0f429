import { createServer } from 'node:net';
import { DamagedStateError } from '../../local/persistence/storage-error.ts';
import { isRunning, type RunningStackNote, readRunningStack } from '../running-stack.ts';

/** A stack is running already, here or on the same port; says by which settings another one can run beside it. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
}

const beside = 'npm start -- --port <n> --simulator-port <n> --state <folder>';

/**
 * Refuses to start beside a running stack, before anything of it is touched: its simulator, too, is left alone.
 *
 * @throws AlreadyRunningError
 */
export async function refuseSecondStart(stateFolder: string, port: number): Promise<void> {
  const note = noteOrNull(stateFolder);
  if (note && (await isRunning(note))) {
    const taken = new URL(note.apiUrl).port;
    throw new AlreadyRunningError(
      `Port ${taken} is taken: a stack runs from this folder (process ${note.pid}). End it with npm stop, or run another beside it: ${beside}`,
    );
  }
  if (port !== 0 && (await isTaken(port))) {
    throw new AlreadyRunningError(`Port ${port} on 127.0.0.1 is taken. Choose another: ${beside}`);
  }
}

/** A damaged note is written anew by this start; the port and the runner's lock show a stack that runs all the same. */
function noteOrNull(stateFolder: string): RunningStackNote | null {
  try {
    return readRunningStack(stateFolder);
  } catch (error) {
    if (error instanceof DamagedStateError) return null;
    throw error;
  }
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(true));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
}
