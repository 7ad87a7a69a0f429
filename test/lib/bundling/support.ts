import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { z } from 'zod';
import { createCertificate } from '../../../bench/support/certificate.ts';
import { bundleFile, bundleHandlers } from '../../../lib/bundling/index.ts';

export interface ReceivedRequest {
  /** Number of the connection, from 1. */
  readonly connection: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** AWS and the provider behind one HTTPS address, and a folder with bundles that call them. */
export interface BundleFixture {
  readonly url: string;
  readonly received: ReceivedRequest[];
  /** Invokes the handler with each event in turn, in a new process with these variables only. */
  invoke(
    operation: string,
    variables: Readonly<Record<string, string>>,
    events: readonly unknown[],
  ): Promise<unknown[]>;
  /** Writes a file into the folder of the bundles. */
  write(path: string, content: string): void;
  stop(): void;
}

const program = `
  const { handler } = require(process.argv[1]);
  const describe = ({ name, message }) => ({ error: name + ': ' + message });
  (async () => {
    const results = [];
    for (const event of JSON.parse(process.argv[2])) {
      results.push(await handler(event).catch(describe));
      // A connection is free again in the next turn of the event loop.
      await new Promise(setImmediate);
    }
    process.stdout.write('\\nresults ' + JSON.stringify(results), () => process.exit());
  })();
`;

export async function bundleFixture(
  operations: readonly string[],
  reply: (request: ReceivedRequest) => Reply,
): Promise<BundleFixture> {
  const certificate = createCertificate();
  if (certificate === null) throw new Error('the test needs openssl, which creates its certificate');
  const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  const authority = join(folder, 'authority.pem');
  writeFileSync(authority, certificate.cert);
  for (const [operation, files] of bundleHandlers(operations)) {
    mkdirSync(join(folder, operation));
    for (const [name, content] of files) writeFileSync(join(folder, operation, name), content);
  }

  const received: ReceivedRequest[] = [];
  const connections = new Map<unknown, number>();
  const server = createServer(certificate, async (request, response) => {
    const connection = connections.get(request.socket) ?? connections.size + 1;
    connections.set(request.socket, connection);
    const { url: path = '', headers } = request;
    const one = { connection, path, headers, body: JSON.parse(await text(request)) };
    received.push(one);
    const { status, body } = reply(one);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const url = `https://127.0.0.1:${port}`;
  const aws = { AWS_ENDPOINT_URL: url, AWS_REGION: 'eu-central-1', NODE_EXTRA_CA_CERTS: authority };
  return {
    url,
    received,
    invoke: async (operation, variables, events) => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['-e', program, join(folder, operation, bundleFile), JSON.stringify(events)],
        { env: { ...aws, ...variables } },
      );
      return z.array(z.unknown()).parse(JSON.parse(stdout.slice(stdout.lastIndexOf('\nresults ') + 9)));
    },
    write: (path, content) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
