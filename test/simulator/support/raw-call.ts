import { once } from 'node:events';
import { connect } from 'node:net';
import { type Caller, keys } from './provider.ts';

/** What a connection brought, byte for byte, and how it ended. */
export interface RawAnswer {
  readonly text: string;
  readonly end: 'closed' | 'reset' | 'still open';
}

/**
 * One call over a socket of its own.
 * @param hangUp aborts the wait for the connection's end
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
    // Not `instanceof Error`: the runner's realm has an Error of its own.
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'ECONNRESET') return answer('reset');
    if (code === 'ABORT_ERR') return answer('still open');
    throw error;
  } finally {
    socket.destroy();
  }
}

/** A call that is hung up on once the provider has dealt with it. */
export async function callUntilDone(caller: Caller, body: unknown): Promise<RawAnswer> {
  const hangUp = new AbortController();
  const call = rawCall(caller.url(), body, hangUp.signal);
  await caller.logged(({ answeredAt }) => answeredAt !== null);
  hangUp.abort();
  return call;
}
