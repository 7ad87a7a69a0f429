import { once } from 'node:events';
import { connect } from 'node:net';
import { keys } from './provider.ts';

/** What a connection brought, byte for byte, and how it ended. */
export interface RawAnswer {
  readonly text: string;
  readonly end: 'closed' | 'reset' | 'still open';
}

/**
 * One call over a socket of its own.
 * @param patienceMs how long to wait for the connection's end before hanging up
 */
export async function rawCall(url: string, body: unknown, patienceMs = 2_000): Promise<RawAnswer> {
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
    await once(socket, 'close', { signal: AbortSignal.timeout(patienceMs) });
    return answer('closed');
  } catch (error) {
    // Not `instanceof Error`: the runner's realm has an Error of its own.
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'ECONNRESET') return answer('reset');
    if (code === 'ABORT_ERR') return answer('still open');
    throw error;
  } finally {
    socket.destroy();
  }
}
