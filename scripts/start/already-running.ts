import { createServer } from 'node:net';
import { DamagedStateError } from '../../local/persistence/storage-error.ts';
import { isRunning, type RunningStack, readRunningStack } from '../running-stack.ts';

/** A stack already runs in the state folder, or the port is in use. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
}

const command = 'npm start -- --port <n> --simulator-port <n> --state <folder>';

/**
 * Checks that no stack runs in the state folder and that the port is free. Call it before any change to the folder, so
 * that a running stack and its simulator are not affected.
 *
 * @throws AlreadyRunningError
 */
export async function assertNotRunning(stateFolder: string, port: number): Promise<void> {
  const stack = readStackOrNull(stateFolder);
  if (stack && (await isRunning(stack))) {
    const usedPort = new URL(stack.apiUrl).port;
    throw new AlreadyRunningError(
      `A stack is already running in this folder (port ${usedPort}, process ${stack.pid}). Stop it with npm stop, or start a second one: ${command}`,
    );
  }
  if (port !== 0 && (await isInUse(port))) {
    throw new AlreadyRunningError(`Port ${port} on 127.0.0.1 is in use. Choose another: ${command}`);
  }
}

/** A damaged file is ignored, because this start replaces it. The runner's lock still protects a running stack. */
function readStackOrNull(stateFolder: string): RunningStack | null {
  try {
    return readRunningStack(stateFolder);
  } catch (error) {
    if (error instanceof DamagedStateError) return null;
    throw error;
  }
}

function isInUse(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(true));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
}
