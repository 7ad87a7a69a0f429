import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

export interface ConnectionNumber {
  readonly connection: number;
  /** 1 for the first call on the connection. */
  readonly callOnConnection: number;
}

/** Returns a function that numbers connections and the calls on each. The numbers show whether a caller reuses them. */
export function createConnectionCounter(): (request: IncomingMessage) => ConnectionNumber {
  let connections = 0;
  const latest = new WeakMap<Socket, ConnectionNumber>();
  return ({ socket }) => {
    const previous = latest.get(socket) ?? { connection: ++connections, callOnConnection: 0 };
    const current = { ...previous, callOnConnection: previous.callOnConnection + 1 };
    latest.set(socket, current);
    return current;
  };
}
