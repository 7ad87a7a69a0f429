import { request } from 'node:http';

export interface RawResponse {
  readonly status: number | undefined;
  /** The values of each header, with the name as sent, joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Sends a request whose path and headers no client library changes. */
export function send(
  base: string,
  path: string,
  init: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string | string[]>>;
    readonly body?: Buffer | string;
  } = {},
): Promise<RawResponse> {
  const { hostname, port, pathname } = new URL(base);
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path: pathname + path, method: init.method ?? 'GET', headers: { ...init.headers } },
      async (response) => {
        const headers = new Map<string, string>();
        response.rawHeaders.forEach((name, index, all) => {
          if (index % 2 === 1) return;
          const former = headers.get(name);
          headers.set(name, former === undefined ? (all[index + 1] ?? '') : `${former}, ${all[index + 1]}`);
        });
        const body = Buffer.concat(await response.toArray());
        resolve({ status: response.statusCode, headers, body });
      },
    );
    sent.on('error', reject);
    sent.end(init.body);
  });
}
