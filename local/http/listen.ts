import type { Server } from 'node:http';
import { PortTakenError } from '../core/errors.ts';

export const host = '127.0.0.1';

/**
 * Starts listening on 127.0.0.1 only.
 * @param port 0 selects a free port
 * @returns the port
 * @throws PortTakenError
 */
export async function listen(server: Server, port: number): Promise<number> {
  keepIdleConnections(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(asPortTakenError(error, port)));
    server.listen(port, host, resolve);
  });
  return portOf(server);
}

/**
 * Leaves the end of idle connections to the clients. A server that ends one while a delayed client sends a request on it
 * resets the connection.
 */
function keepIdleConnections(server: Server): void {
  server.keepAliveTimeout = 0;
}

/** Converts an `EADDRINUSE` error to a `PortTakenError`. Returns any other error unchanged. */
function asPortTakenError(error: unknown, port: number): unknown {
  const taken = typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
  return taken ? new PortTakenError(port) : error;
}

/**
 * Starts a Fastify app on 127.0.0.1 only.
 * @param port 0 selects a free port
 * @returns the URL
 * @throws PortTakenError
 */
export async function listenWithFastify(
  app: { readonly server: Server; listen(options: { host: string; port: number }): Promise<unknown> },
  port: number,
): Promise<string> {
  keepIdleConnections(app.server);
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw asPortTakenError(error, port);
  }
  return `http://${host}:${portOf(app.server)}`;
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The server does not listen on a port.');
  return address.port;
}

/** Closes the server and its connections, including idle ones, so that a client's keep-alive does not delay the stop. */
export async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
