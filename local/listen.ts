import type { Server } from 'node:http';
import { PortTakenError } from './errors.ts';

export const host = '127.0.0.1';

/**
 * Listens on 127.0.0.1 only.
 * @param port 0 for any free one
 * @returns the port it listens on
 * @throws PortTakenError
 */
export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portTaken(error, port)));
    server.listen(port, host, resolve);
  });
  return portOf(server);
}

/** The error as a `PortTakenError` if that is what it says, else as it is. */
export function portTaken(error: unknown, port: number): unknown {
  const taken = typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
  return taken ? new PortTakenError(port) : error;
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The server does not listen on a port.');
  return address.port;
}

/** Ends idle and open connections too, so that stopping never waits for a client's keep-alive. */
export async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
