import { once } from 'node:events';
import net from 'node:net';

export interface Received {
  /** Number of the connection of this request, counted from 1. */
  readonly connection: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestLine: string;
  readonly body: string;
}

/** The reaction of the server to a complete request. */
export type Script = (socket: net.Socket, received: Received) => void;

export interface ScriptedServer {
  readonly baseUrl: string;
  readonly host: string;
  readonly received: Received[];
  connections(): number;
  /** Replaces the script for later requests. */
  play(script: Script): void;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Called for each new connection, before anything is read. */
  readonly onConnection?: (socket: net.Socket) => void;
}

/** A server on raw sockets, which can send partial answers, stay silent, or close the connection at any moment. */
export async function startScriptedServer(
  script: Script = () => {},
  options: ServerOptions = {},
): Promise<ScriptedServer> {
  let current = script;
  let connections = 0;
  const received: Received[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    connections += 1;
    const connection = connections;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    if (options.onConnection !== undefined) {
      options.onConnection(socket);
      return;
    }
    let buffered = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      buffered += String(chunk);
      const request = takeRequest(buffered, connection);
      if (request === null) return;
      buffered = '';
      received.push(request);
      current(socket, request);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const host = `127.0.0.1:${address.port}`;
  return {
    baseUrl: `http://${host}`,
    host,
    received,
    connections: () => connections,
    play: (next) => {
      current = next;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function takeRequest(text: string, connection: number): Received | null {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const [requestLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const body = text.slice(end + 4);
  if (Buffer.byteLength(body) < Number(headers['content-length'] ?? 0)) return null;
  return { connection, headers, requestLine, body };
}

/** Returns the bytes of a complete answer with its length. */
export function answer(
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Buffer {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ ...headers, 'content-length': String(bytes.length) });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Scripted\r\n${head}\r\n`), bytes]);
}

export function reply(status: number, body: unknown, headers?: Readonly<Record<string, string>>): Script {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (socket) => {
    socket.write(answer(status, text, headers));
  };
}
