/**
 * Measures list and query calls of the client over a kept-alive connection and over a new connection for each call. Both
 * alternate within one run against a simulator in a separate process on 127.0.0.1.
 *
 * The figures do not include network latency. On a real network a new connection costs two to three additional round
 * trips (TCP, TLS).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import {
  createDashScopeClient,
  type DashScopeClient,
  resolveEndpoint,
  unlimitedBudget,
} from '../lambdas/shared/dashscope/index.ts';
import { developmentKeys } from '../simulator/accounts.ts';
import { controlClient } from '../simulator/control-client.ts';
import { createCertificate } from './support/certificate.ts';

const ROUNDS = 20;
const CALLS_PER_ROUND = 10;
const WARM_UP_ROUNDS = 3;

const simulator = spawn(
  process.execPath,
  ['simulator/main.ts', '--port', '0', '--quiet', '--cosyvoice-rps', '0', '--qwen-rpm', '0'],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const budget = unlimitedBudget();
const apiKey = developmentKeys.find(({ scope }) => scope === 'mainland')?.key ?? '';

function clientOf(baseUrl: string): DashScopeClient {
  return createDashScopeClient({
    endpoint: resolveEndpoint('mainland', { baseUrl, allowedHosts: ['127.0.0.1'] }),
    apiKey,
    budget,
  });
}

const median = (times: readonly number[]): number =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;

/** Performs a call and adds its duration in milliseconds. */
async function measure(times: number[], call: () => Promise<unknown>): Promise<void> {
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
    for (let n = 0; n < CALLS_PER_ROUND; n += 1) {
      const fresh = clientOf(baseUrl);
      await measure(freshMs, () => call(fresh));
      await fresh.close();
    }
    for (let n = 0; n < CALLS_PER_ROUND; n += 1) await measure(keptMs, () => call(kept));
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

  const certificate = createCertificate();
  if (certificate === null) {
    console.log('https is skipped because openssl, which creates the certificate, is not installed');
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

  console.log(`median of ${ROUNDS * CALLS_PER_ROUND} calls each, Node ${process.version}`);
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
