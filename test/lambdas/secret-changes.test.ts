import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { ProviderAccounts } from '../../lambdas/shared/provider/accounts.ts';
import { newVoiceId } from '../../lambdas/shared/voice/ids.ts';
import type { VoiceRecord } from '../../lambdas/shared/voice/record.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import { AwsJsonServer } from '../../local/http/aws-json-server.ts';
import { type ControlClient, controlClient } from '../../simulator/control-client.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';
import { startTable, type TestTable } from '../support/dynalite.ts';
import { proxyEvent } from '../support/http-events.ts';
import { access, credentials } from '../support/local-credentials.ts';
import { parkedItem } from '../support/parked-items.ts';
import { synthesizedTemplate } from '../support/template.ts';
import { readyVoice, requestedVoice, voiceAt } from '../support/voices.ts';

/** Content of the provider secret in each state; null for a deleted secret. */
interface Secrets {
  readonly [state: string]: string | null;
}

/**
 * Outcome of one call of a function: the key or host with which the provider was called, or the documented refusal.
 */
type Outcome = 'key A' | 'key B' | 'the other host' | 'documented refusal';

/**
 * States of the secret, which each warm function goes through. Each pair of neighbours is one kind of change. A
 * minute passes between the change and the call.
 */
const life: readonly (readonly [state: string, outcome: Outcome])[] = [
  ['missing', 'documented refusal'],
  ['key A', 'key A'],
  ['malformed', 'documented refusal'],
  ['key A', 'key A'],
  ['key B', 'key B'],
  ['scope removed', 'documented refusal'],
  ['key B', 'key B'],
  ['unusable key', 'documented refusal'],
  ['key A', 'key A'],
  ['other host', 'the other host'],
  ['host not allowed', 'documented refusal'],
  ['empty', 'documented refusal'],
  ['key A', 'key A'],
  ['missing', 'documented refusal'],
];

let table: TestTable;
let aws: AwsJsonServer;
let storage: Server;
let simulators: readonly [Simulator, Simulator];
let controls: readonly [ControlClient, ControlClient];
let secrets: Secrets;
let secret: string | null = null;
let providerVoiceId: string;

beforeAll(async () => {
  // Timers stay real. Only the clock that functions read is moved.
  jest.useFakeTimers({
    doNotFake: [
      ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
      ...(['setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
      ...(['setTimeout', 'clearTimeout'] as const),
    ],
  });
  table = await startTable();
  aws = new AwsJsonServer({ access });
  aws.serve('secretsmanager', {
    GetSecretValue: async () => {
      if (secret === null) throw new AwsError('ResourceNotFoundException', 'no such secret', 400);
      return { SecretString: secret };
    },
  });
  await aws.start();
  storage = createServer((request, response) => request.resume().on('end', () => response.end()));
  await once(storage.listen(0, '127.0.0.1'), 'listening');
  const settings = { cosyvoiceCallsPerSecond: 0, reviewSeconds: 0, latencyMs: 0 };
  simulators = [await startSimulator({ port: 0, settings }), await startSimulator({ port: 0, settings })];
  controls = [controlClient(simulators[0].controlUrl), controlClient(simulators[1].controlUrl)];
  Object.assign(process.env, environment());
  secrets = secretStates();
});
afterAll(async () => {
  jest.useRealTimers();
  await Promise.all([table.stop(), aws.stop(), ...simulators.map((simulator) => simulator.stop())]);
  storage.close();
});
beforeEach(async () => {
  // The create fails at once, because the test needs only the key that reaches the provider.
  const rejection = { kind: 'error', status: 400, code: 'InvalidParameter' } as const;
  for (const control of controls) {
    await control.reset();
    await control.addRule({ match: { action: 'create' }, effects: [rejection] });
  }
  await controls[0].grantKey({ scope: 'mainland', key: 'sk-second', name: 'local' });
  [providerVoiceId = ''] = await controls[0].seedVoices({ family: 'cosyvoice', scope: 'mainland' });
});

const deployed = z.object({
  Properties: z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) }),
});

/**
 * Returns the template's variables with the addresses of this machine. Values that only a deployment has are
 * arbitrary.
 */
function environment(): Record<string, string> {
  const address = storage.address();
  const variables = Object.values(synthesizedTemplate().findResources('AWS::Lambda::Function')).flatMap(
    (resource) => Object.entries(deployed.safeParse(resource).data?.Properties.Environment.Variables ?? {}),
  );
  return {
    ...Object.fromEntries(
      variables.map(([name, value]) => [name, typeof value === 'string' ? value : 'of-a-deployment']),
    ),
    AWS_ENDPOINT_URL: aws.url,
    AWS_ENDPOINT_URL_DYNAMODB: table.place.endpoint,
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    VOICES_TABLE_NAME: table.table,
    OFFERED: '{"mainland":["cosyvoice"]}',
    ALLOWED_HOSTS: '127.0.0.1',
  };
}

function secretStates(): Secrets {
  const [first, second] = simulators.map(({ urls }) => urls.mainland);
  const keyA = { apiKey: 'sk-local-mainland', baseUrl: first };
  return {
    missing: null,
    empty: '',
    malformed: '{"mainland":{"apiKey":"sk-canary',
    'unusable key': JSON.stringify({ mainland: { ...keyA, apiKey: 'Bearer sk-canary' } }),
    'host not allowed': JSON.stringify({ mainland: { ...keyA, baseUrl: 'https://elsewhere.example' } }),
    'scope removed': JSON.stringify({ international: keyA }),
    'key A': JSON.stringify({ mainland: keyA }),
    // The simulator logs headers, but no keys.
    'key B': JSON.stringify({ mainland: { ...keyA, apiKey: 'sk-second', dataInspection: true } }),
    'other host': JSON.stringify({ mainland: { ...keyA, baseUrl: second } }),
  };
}

const put = async (record: VoiceRecord) => {
  const Item = marshall({ ...record }, { removeUndefinedValues: true });
  await table.client.send(new PutItemCommand({ TableName: table.table, Item }));
  return record.voiceId;
};
const list = { family: 'cosyvoice', scope: 'mainland' } as const;
const query = { family: ['cosyvoice'], scope: ['mainland'] };
const answerSchema = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().transform((body) => z.object({ code: z.string().optional() }).parse(JSON.parse(body))),
});
const refreshedSchema = z.object({
  statusCode: z.number(),
  body: z.string().transform((body) => z.object({ warnings: z.array(z.unknown()) }).parse(JSON.parse(body))),
});
const isUnconfigured = (answer: unknown) => {
  const { statusCode, body } = answerSchema.parse(answer);
  if (statusCode === 500) throw new Error('answered 500');
  return statusCode === 503 && body.code === 'scope_not_configured';
};
const secretErrors = ['ProviderSecretError', 'ScopeNotConfiguredError'];
const byError = async (call: Promise<unknown>) => {
  try {
    await call;
    return false;
  } catch (error) {
    if (error instanceof Error && secretErrors.includes(error.name)) return true;
    throw error;
  }
};

async function keyInSecret(): Promise<string | null> {
  const hosts = ['127.0.0.1'];
  try {
    return (await new ProviderAccounts(async () => secret ?? '', hosts).account('mainland')).keyId;
  } catch {
    return null;
  }
}

type Handler = (event: unknown) => Promise<unknown>;

/** Calls of each function. They return true if the function ended as documented for an unusable secret. */
const functions: Readonly<Record<string, (handler: Handler) => Promise<boolean>>> = {
  'reconcile-list': async (handler) => byError(handler({ ...list, dryRun: true })),
  'create-voice': async (handler) => {
    const voiceId = await put(requestedVoice({ voiceId: newVoiceId(new Date()) }));
    const { outcome, reason } = z
      .object({ outcome: z.string(), reason: z.object({ code: z.string() }).nullable() })
      .parse(await handler({ voiceId, run: 0 }));
    return outcome === 'failed' && reason?.code === 'scope_not_configured';
  },
  'query-voice': async (handler) => {
    const reviewStartedAt = new Date().toISOString();
    const underReview = voiceAt('DEPLOYING', {
      voiceId: newVoiceId(new Date()),
      providerVoiceId,
      reviewStartedAt,
    });
    const voiceId = await put(underReview);
    const input = { voiceId, run: 0, ...list, providerVoiceId, reviewStartedAt, polls: 0 };
    const { verdict } = z.object({ verdict: z.string() }).parse(await handler(input));
    return verdict === 'DEPLOYING';
  },
  'sweep-reviews': async (handler) => {
    const expiresAtEpochSeconds = Math.ceil(Date.now() / 1_000) + 1_000_000;
    const unlisted = { providerVoiceId: 'cosyvoice-unlisted', expiresAtEpochSeconds };
    const Item = marshall(parkedItem({ voiceId: newVoiceId(new Date()), ...list, ...unlisted }));
    await table.client.send(new PutItemCommand({ TableName: table.table, Item }));
    const startedAt = new Date().toISOString();
    const swept = await handler({ runId: startedAt, startedAt, progress: { ...list, relays: true } });
    return z.object({ waitSeconds: z.number() }).parse(swept).waitSeconds === 10;
  },
  'purge-voice': async (handler) => {
    const deletion = { deletedAt: past, purgeAt: past, statusBeforeDelete: 'OK' as const };
    const record = { ...readyVoice({ providerVoiceId }), ...deletion, status: 'DELETED' as const };
    // The voice belongs to the account whose key is in the secret, if there is a key.
    const keyId = await keyInSecret();
    const voiceId = await put({ ...record, voiceId: newVoiceId(new Date()), ...(keyId && { keyId }) });
    return byError(handler({ voiceId, claimId: `purge-${voiceId}`, scope: 'due' }));
  },
  'probe-provider': async (handler) => {
    const { steps } = z
      .object({
        steps: z.array(z.object({ step: z.string(), holds: z.boolean().nullable(), found: z.string() })),
      })
      .parse(await handler({ scope: 'mainland' }));
    const [first] = steps;
    return first?.holds === false && first.found.startsWith('the provider secret');
  },
  'diagnose-deployment': async (handler) => {
    const { issues } = z.object({ issues: z.array(z.object({ code: z.string() })) }).parse(await handler({}));
    const refusals = ['secret_not_json', 'scope_without_key', 'secret_invalid', 'host_not_allowed'];
    return issues.some(({ code }) => refusals.includes(code));
  },
  'get-voice': async (handler) => {
    const voiceId = await put({ ...readyVoice({ providerVoiceId }), voiceId: newVoiceId(new Date()) });
    const event = proxyEvent({ pathParameters: { voiceId }, query: { refresh: ['true'] } });
    const { statusCode, body } = refreshedSchema.parse(await handler(event));
    expect(statusCode).toBe(200);
    return JSON.stringify(body.warnings).includes('scope_not_configured');
  },
  'get-provider-voice': async (handler) => {
    const pathParameters = { id: providerVoiceId };
    return isUnconfigured(await handler(proxyEvent({ scopes: 'admin', query, pathParameters })));
  },
  'list-provider-voices': async (handler) =>
    isUnconfigured(await handler(proxyEvent({ scopes: 'admin', query }))),
  'import-voice': async (handler) => {
    const [id = ''] = await controls[0].seedVoices({ ...list });
    const event = proxyEvent({
      method: 'POST',
      path: `/provider/voices/${id}/import`,
      scopes: 'admin',
      pathParameters: { id },
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(list),
    });
    return isUnconfigured(await handler(event));
  },
};
const past = '2026-01-01T00:00:00.000Z';

async function outcomeOf(invoke: () => Promise<boolean>): Promise<Outcome | 'nothing'> {
  const before = await Promise.all(controls.map(async (control) => (await control.calls()).length));
  const isRejected = await invoke();
  const [first = [], second = []] = await Promise.all(
    controls.map(async (control, index) => (await control.calls()).slice(before[index])),
  );
  if (second.length > 0) return 'the other host';
  const [call] = first;
  if (call) return call.headers['x-dashscope-datainspection'] ? 'key B' : 'key A';
  return isRejected ? 'documented refusal' : 'nothing';
}

const handlerModule = z.object({ handler: z.custom<Handler>((value) => typeof value === 'function') });
const environmentModule = z.object({ environment: z.object({ shape: z.record(z.string(), z.unknown()) }) });

describe('a change of the provider secret', () => {
  it('is tested with every function that reads it', async () => {
    const readers: string[] = [];
    for (const name of readdirSync('lambdas').filter((folder) => folder !== 'shared')) {
      const loaded: unknown = await import(`../../lambdas/${name}/environment.ts`);
      if ('PROVIDER_SECRET_ARN' in environmentModule.parse(loaded).environment.shape) readers.push(name);
    }
    expect(Object.keys(functions).sort()).toEqual(readers.sort());
  });

  it.each(Object.keys(functions))('takes effect within a minute in a warm function: %s', async (name) => {
    const { handler } = handlerModule.parse(await import(`../../lambdas/${name}/handler.ts`));
    const outcomes: string[] = [];
    for (const [state] of life) {
      secret = secrets[state] ?? null;
      jest.setSystemTime(Date.now() + 60_000);
      const call = functions[name];
      outcomes.push(`${state}: ${await outcomeOf(async () => (await call?.(handler)) ?? false)}`);
    }
    expect(outcomes).toEqual(life.map(([state, outcome]) => `${state}: ${outcome}`));
  });
});
