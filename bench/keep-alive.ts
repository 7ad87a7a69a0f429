/**
 * What a kept connection saves: list and query by the client, once over one kept connection and once over a fresh one
 * for each call, in turns within one run, against a simulator in a process of its own on 127.0.0.1.
 *
 * The network between here and the provider is not in these figures: there, each fresh connection costs two to three
 * round trips more (TCP, TLS) than a kept one.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import {
  createDashScopeClient,
  createRateLimiter,
  type DashScopeClient,
  resolveEndpoint,
} from '../lambdas/shared/dashscope/index.ts';
import { developmentKeys } from '../simulator/accounts.ts';
import { controlClient } from '../simulator/control-client.ts';
import { ownCertificate } from './support/own-certificate.ts';

const ROUNDS = 20;
const CALLS_A_ROUND = 10;
const WARM_UP_ROUNDS = 3;

const simulator = spawn(
  process.execPath,
  ['simulator/main.ts', '--port', '0', '--quiet', '--cosyvoice-rps', '0', '--qwen-rpm', '0'],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const limiter = createRateLimiter({ requestsPerSecond: { cosyvoice: 1e9 } });
const apiKey = developmentKeys.find(({ scope }) => scope === 'mainland')?.key ?? '';

function clientOf(baseUrl: string): DashScopeClient {
  return createDashScopeClient({
    endpoint: resolveEndpoint('mainland', { baseUrl, allowLoopback: true }),
    apiKey,
    limiter,
  });
}

const median = (times: readonly number[]): number =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;

/** Milliseconds of each call. */
async function time(times: number[], call: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  await call();
  times.push(performance.now() - startedAt);
}

async function compare(
  transport: string,
  baseUrl: string,
  operation: string,
  call: (client: DashScopeClient) => Promise<unknown>,
): Promise<void> {
  const kept = clientOf(baseUrl);
  let freshMs: number[] = [];
  let keptMs: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    if (round === 0) [freshMs, keptMs] = [[], []];
    for (let n = 0; n < CALLS_A_ROUND; n += 1) {
      const fresh = clientOf(baseUrl);
      await time(freshMs, () => call(fresh));
      await fresh.close();
    }
    for (let n = 0; n < CALLS_A_ROUND; n += 1) await time(keptMs, () => call(kept));
  }
  await kept.close();
  const [fresh, reused] = [median(freshMs), median(keptMs)];
  console.log(
    [
      transport.padEnd(5),
      operation.padEnd(12),
      `fresh ${fresh.toFixed(2)} ms`,
      `kept ${reused.toFixed(2)} ms`,
      `ratio ${(fresh / reused).toFixed(1)}`,
    ].join('   '),
  );
}

try {
  const lines = createInterface({ input: simulator.stdout });
  const [line] = z
    .tuple([z.string()])
    .rest(z.unknown())
    .parse(await once(lines, 'line'));
  const { urls, controlUrl } = z
    .object({ urls: z.object({ mainland: z.url() }), controlUrl: z.url() })
    .parse(JSON.parse(line.slice(line.indexOf(' '))));
  const [providerVoiceId = ''] = await controlClient(controlUrl).seedVoices({ count: 100 });
  const transports = [{ transport: 'http', baseUrl: urls.mainland }];

  const certificate = ownCertificate();
  if (certificate === null) {
    console.log('https is left out: there is no openssl here to make a certificate with');
  } else {
    const workerData = { ...certificate, port: Number(new URL(urls.mainland).port) };
    const front = new Worker(new URL('./support/tls-front.ts', import.meta.url), { workerData });
    front.unref();
    const [port] = z
      .tuple([z.number()])
      .rest(z.unknown())
      .parse(await once(front, 'message'));
    transports.push({ transport: 'https', baseUrl: `https://127.0.0.1:${port}` });
  }

  console.log(`median of ${ROUNDS * CALLS_A_ROUND} calls each, Node ${process.version}`);
  for (const { transport, baseUrl } of transports) {
    await compare(transport, baseUrl, 'query', (client) =>
      client.queryVoice({ family: 'cosyvoice', providerVoiceId }),
    );
    await compare(transport, baseUrl, 'list of 10', (client) => client.listVoices({ family: 'cosyvoice' }));
    await compare(transport, baseUrl, 'list of 100', (client) =>
      client.listVoices({ family: 'cosyvoice', pageSize: 100 }),
    );
  }
} finally {
  simulator.kill('SIGTERM');
}
