import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface OpenPort {
  /** Address in the kernel's notation. `0100007F` is 127.0.0.1. */
  readonly address: string;
  readonly port: number;
}

export const loopback = '0100007F';
const listening = '0A';

/** Returns every TCP port that a process listens on, including those that its libraries opened. Linux only. */
export function openPorts(pid: number): OpenPort[] {
  const folder = `/proc/${pid}`;
  const sockets = new Set(
    readdirSync(`${folder}/fd`).map((descriptor) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/fd/${descriptor}`))?.[1];
      } catch {
        return undefined; // The descriptor was closed after the folder was read.
      }
    }),
  );
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`${folder}/net/${table}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[3] === listening && sockets.has(columns[9]))
      .map((columns) => {
        const [address = '', port = ''] = (columns[1] ?? '').split(':');
        return { address, port: Number.parseInt(port, 16) };
      }),
  );
}

export interface LocalRequest {
  readonly port: number;
  readonly method?: string;
  readonly path?: string;
  /** All headers. Unlike with `fetch`, a test can choose `Host`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface LocalAnswer {
  readonly status: number;
  readonly body: string;
}

/** Sends one request to 127.0.0.1 with exactly the given headers. */
export async function sendRequest({
  port,
  method = 'POST',
  path = '/',
  headers = {},
  body,
}: LocalRequest): Promise<LocalAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
