import { once } from 'node:events';
import type { Server } from 'node:http';

const loopback = '127.0.0.1';

/** The address of a server. */
export interface Address {
  /** A name or an address of this machine. @default 127.0.0.1 */
  readonly host?: string | undefined;
  readonly port: number;
}

/** Addresses of every interface. Programs on this machine reach them by the loopback address. */
const everyInterface = ['0.0.0.0', '::'];

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

/** The simulator cannot listen on a host, because it is no address of this machine. */
export class HostError extends Error {
  constructor(host: string) {
    super(`${host} is not an address of this machine; choose another with --host`);
    this.name = 'HostError';
  }
}

/** Returns whether only this machine can reach a host. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127\.[\d.]+|::1)$/.test(host);
}

/**
 * Listens on a port. Returns the base URL of the server.
 * @param option the command line option that sets the port
 * @throws PortError, HostError
 */
export async function listen(
  server: Server,
  { host = loopback, port }: Address,
  option: string,
): Promise<string> {
  // A server that ends an idle connection while a delayed client sends a request on it resets the connection.
  server.keepAliveTimeout = 0;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EADDRINUSE') throw new PortError(port, option, 'is already in use');
    if (code === 'EACCES') throw new PortError(port, option, 'requires more permissions');
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new HostError(host);
    throw error;
  }
  const name = everyInterface.includes(host) ? loopback : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${portOf(server)}`;
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
