import { once } from 'node:events';
import type { Server } from 'node:http';

const host = '127.0.0.1';

/** A port is already in use, or the process is not permitted to use it. */
export class PortError extends Error {
  /** The command line option that sets the port. */
  readonly option: string;

  constructor(port: number, option: string, reason: string) {
    super(`port ${port} ${reason}; choose another with ${option}`);
    this.name = 'PortError';
    this.option = option;
  }
}

/**
 * Listens on a port of 127.0.0.1. Returns the base URL of the server.
 * @throws PortError
 */
export async function listen(server: Server, port: number, option: string): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EADDRINUSE') throw new PortError(port, option, 'is already in use');
    if (code === 'EACCES') throw new PortError(port, option, 'requires more permissions');
    throw error;
  }
  return `http://${host}:${portOf(server)}`;
}

/** Stops a server and destroys its open connections. */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

function errorCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP port');
  return address.port;
}
