import { once } from 'node:events';
import { connect } from 'node:net';
import { keys, type TestSimulator } from './test-simulator.ts';

/** All bytes received on a connection, and how it ended. */
export interface RawAnswer {
  readonly text: string;
  readonly end: 'closed' | 'reset' | 'still open';
}

/**
 * Sends one call over a new socket.
 * @param hangUp aborts the wait for the end of the connection
 */
export async function rawCall(url: string, body: unknown, hangUp?: AbortSignal): Promise<RawAnswer> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  const bytes = Buffer.from(JSON.stringify(body));
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${hostname}`,
    `Authorization: Bearer ${keys.mainland}`,
    'Content-Type: application/json',
    `Content-Length: ${bytes.length}`,
    'Connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(bytes);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  const answer = (end: RawAnswer['end']) => ({ text: Buffer.concat(chunks).toString('latin1'), end });
  try {
    await once(socket, 'close', { signal: hangUp });
    return answer('closed');
  } catch (error) {
    // `instanceof Error` does not work here, because Jest's realm has another Error class.
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'ECONNRESET') return answer('reset');
    if (code === 'ABORT_ERR') return answer('still open');
    throw error;
  } finally {
    socket.destroy();
  }
}

/** Sends a call and closes its connection once the simulator has processed it. */
export async function callUntilProcessed(simulator: TestSimulator, body: unknown): Promise<RawAnswer> {
  const hangUp = new AbortController();
  const call = rawCall(simulator.url(), body, hangUp.signal);
  await simulator.waitForCall(({ answeredAt }) => answeredAt !== null);
  hangUp.abort();
  return call;
}
