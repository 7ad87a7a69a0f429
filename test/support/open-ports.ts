import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface OpenPort {
  /** As the kernel writes it: `0100007F` is 127.0.0.1. */
  readonly address: string;
  readonly port: number;
}

export const loopback = '0100007F';
const listening = '0A';

/** Every TCP port that a process listens on, from Linux's /proc, whoever opened it. */
export function openPorts(pid: number): OpenPort[] {
  const folder = `/proc/${pid}`;
  const sockets = new Set(
    readdirSync(`${folder}/fd`).map((descriptor) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/fd/${descriptor}`))?.[1];
      } catch {
        return undefined; // Closed since the folder was read.
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

export interface Asked {
  readonly port: number;
  readonly method?: string;
  readonly path?: string;
  /** `Host` included, which `fetch` would not let a test choose. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly body: string;
}

/** One request to 127.0.0.1 with exactly these headers. */
export async function ask({
  port,
  method = 'POST',
  path = '/',
  headers = {},
  body,
}: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
