import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readProvider } from '../../../../lambdas/shared/actions/read-provider.ts';
import { FAMILIES, type Scope } from '../../../../lambdas/shared/dashscope/index.ts';
import { ApiError, type ApiErrorDetails } from '../../../../lambdas/shared/validation/api-error.ts';
import type { RuleInput } from '../../../../simulator/faults/rules.ts';
import { SimulatedProvider } from '../../../support/simulated-provider.ts';

let provider: SimulatedProvider;
beforeAll(async () => {
  provider = await SimulatedProvider.start();
});
afterAll(() => provider.stop());
beforeEach(() => provider.reset());

const listed = (scope: Scope = 'mainland', secrets?: () => Promise<string>) =>
  readProvider(scope, provider.dependencies(secrets), (client, options) =>
    client.listVoices({ family: 'cosyvoice' }, options),
  );

async function errorDetails(call: Promise<unknown>): Promise<ApiErrorDetails> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ApiError) return error.details;
  throw new Error(`no ApiError: ${String(error)}`);
}

const error = (status: number, code: string, message = 'no') =>
  ({ kind: 'error', status, code, message }) as const;

describe('readProvider', () => {
  it.each<
    [string, RuleInput['effects'][number], Partial<ApiErrorDetails> & { providerCode?: string | null }]
  >([
    ['too many calls', error(429, 'Throttling.RateQuota'), { code: 'provider_throttled' }],
    [
      'an exceeded allocation quota',
      error(429, 'Throttling.AllocationQuota', 'Allocated quota exceeded, please increase your quota limit.'),
      { code: 'provider_throttled' },
    ],
    ['a failure', error(500, 'InternalError'), { code: 'provider_error', providerCode: 'InternalError' }],
    ['an unpaid account', error(400, 'Arrearage'), { code: 'provider_error', providerCode: 'Arrearage' }],
    [
      'a rejected key',
      error(401, 'InvalidApiKey'),
      { code: 'provider_error', providerCode: 'InvalidApiKey' },
    ],
    ["a proxy's page", { kind: 'html' }, { code: 'provider_error', providerCode: null }],
    ['a reset', { kind: 'reset', when: 'before' }, { code: 'provider_error', providerCode: null }],
    ['half an answer', { kind: 'truncate' }, { code: 'provider_error', providerCode: null }],
  ])('converts %s to an ApiError', async (_, effect, expected) => {
    await provider.control.addRule({ match: {}, effects: [effect] });
    const details = await errorDetails(listed());
    expect(details).toMatchObject(expected);
    if (details.code === 'provider_throttled') expect(details.retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(provider.logged).toHaveLength(1);
    expect(provider.logged[0]).toContain(details.code);
  });

  it.each<RuleInput['effects'][number]>([
    { kind: 'silence', when: 'before' },
    { kind: 'drip', bytesPerSecond: 10 },
  ])('fails with provider_timeout after its time: $kind', async (effect) => {
    provider.timeoutMs = 200;
    await provider.control.addRule({ match: {}, effects: [effect] });
    expect(await errorDetails(listed())).toEqual({ code: 'provider_timeout' });
  });

  it.each(FAMILIES)('reports a voice that the provider does not have: %s', async (family) => {
    const call = readProvider('mainland', provider.dependencies(), (client, options) =>
      client.queryVoice({ family, providerVoiceId: 'unknown-voice' }, options),
    );
    expect(await errorDetails(call)).toEqual({ code: 'not_found' });
    expect(provider.logged).toEqual([]);
  });

  it.each([
    ['without a key', '{}'],
    ['with an invalid key', '{"mainland":{"apiKey":"Bearer sk-secret"}}'],
    [
      'with a host that is not allowed',
      '{"mainland":{"apiKey":"sk-secret","baseUrl":"https://example.org"}}',
    ],
    ['with another form', '{"mainland":"sk-secret"}'],
    ['without valid JSON', 'sk-secret'],
  ])('sends nothing with a secret %s, and logs the reason without its value', async (_, secret) => {
    provider.secret = secret;
    expect(await errorDetails(listed())).toEqual({ code: 'scope_not_configured', scope: 'mainland' });
    expect(provider.logged).toHaveLength(1);
    expect(provider.logged.join()).not.toContain('secret"');
    expect(provider.logged.join()).not.toContain('sk-secret');
    expect(await provider.control.calls()).toEqual([]);
  });

  it('names the scope that has no key', async () => {
    expect(await errorDetails(listed('international'))).toEqual({
      code: 'scope_not_configured',
      scope: 'international',
    });
  });

  it('uses a key that was added to the secret after a first failure', async () => {
    const secrets = ['{}', provider.secret];
    let now = new Date();
    const dependencies = provider.dependencies(
      async () => secrets.shift() ?? '{}',
      () => now,
    );
    const list = () =>
      readProvider('mainland', dependencies, (client) => client.listVoices({ family: 'qwen' }));
    expect(await errorDetails(list())).toMatchObject({ code: 'scope_not_configured' });
    now = new Date(now.getTime() + 1_000);
    expect(await list()).toMatchObject({ voices: [] });
  });

  it('reads the secret again once when the provider rejects the key', async () => {
    const secrets = [provider.secretWith('sk-local-old'), provider.secret];
    expect(await listed('mainland', async () => secrets.shift() ?? '{}')).toMatchObject({ voices: [] });
  });

  it('passes on errors that the provider did not cause', async () => {
    const call = readProvider('mainland', provider.dependencies(), async () => {
      throw new TypeError('a bug');
    });
    await expect(call).rejects.toThrow(TypeError);
  });
});
