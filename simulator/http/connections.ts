import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Numbers connections, and the calls on each: shows whether a caller reuses them. */
export function countConnections(): (request: IncomingMessage) => {
  connection: number;
  callOnConnection: number;
} {
  let connections = 0;
  const seen = new WeakMap<Socket, { connection: number; callOnConnection: number }>();
  return ({ socket }) => {
    const before = seen.get(socket) ?? { connection: ++connections, callOnConnection: 0 };
    const now = { ...before, callOnConnection: before.callOnConnection + 1 };
    seen.set(socket, now);
    return now;
  };
}
