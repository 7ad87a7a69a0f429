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

async function refusal(asked: Promise<unknown>): Promise<ApiErrorDetails> {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ApiError) return error.details;
  throw new Error(`no refusal: ${String(error)}`);
}

const error = (status: number, code: string, message = 'no') =>
  ({ kind: 'error', status, code, message }) as const;

describe('asking the provider while a caller waits', () => {
  it.each<
    [string, RuleInput['effects'][number], Partial<ApiErrorDetails> & { providerCode?: string | null }]
  >([
    ['too many calls', error(429, 'Throttling.RateQuota'), { code: 'provider_throttled' }],
    [
      'a quota that passes',
      error(429, 'Throttling.AllocationQuota', 'Allocated quota exceeded, please increase your quota limit.'),
      { code: 'provider_throttled' },
    ],
    ['a failure', error(500, 'InternalError'), { code: 'provider_error', providerCode: 'InternalError' }],
    ['an unpaid account', error(400, 'Arrearage'), { code: 'provider_error', providerCode: 'Arrearage' }],
    ['a refused key', error(401, 'InvalidApiKey'), { code: 'provider_error', providerCode: 'InvalidApiKey' }],
    ["a proxy's page", { kind: 'html' }, { code: 'provider_error', providerCode: null }],
    ['a reset', { kind: 'reset', when: 'before' }, { code: 'provider_error', providerCode: null }],
    ['half an answer', { kind: 'truncate' }, { code: 'provider_error', providerCode: null }],
  ])('tells %s in the words of our problems', async (_, effect, expected) => {
    await provider.control.addRule({ match: {}, effects: [effect] });
    const refused = await refusal(listed());
    expect(refused).toMatchObject(expected);
    if (refused.code === 'provider_throttled') expect(refused.retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(provider.logged).toHaveLength(1);
    expect(provider.logged[0]).toContain(refused.code);
  });

  it.each<RuleInput['effects'][number]>([
    { kind: 'silence', when: 'before' },
    { kind: 'drip', bytesPerSecond: 10 },
  ])('gives up after its patience: $kind', async (effect) => {
    provider.patienceMs = 200;
    await provider.control.addRule({ match: {}, effects: [effect] });
    expect(await refusal(listed())).toEqual({ code: 'provider_timeout' });
  });

  it.each(FAMILIES)('says that there is no such voice: %s', async (family) => {
    const asked = readProvider('mainland', provider.dependencies(), (client, options) =>
      client.queryVoice({ family, providerVoiceId: 'nobody-has-this' }, options),
    );
    expect(await refusal(asked)).toEqual({ code: 'not_found' });
    expect(provider.logged).toEqual([]);
  });

  it.each([
    ['without a key', '{}'],
    ['with a key that cannot be one', '{"mainland":{"apiKey":"Bearer sk-secret"}}'],
    ['with a host that nobody allows', '{"mainland":{"apiKey":"sk-secret","baseUrl":"https://example.org"}}'],
    ['of another form', '{"mainland":"sk-secret"}'],
    ['that is no JSON', 'sk-secret'],
  ])('sends nothing by a secret %s, and logs why without its value', async (_, secret) => {
    provider.secret = secret;
    expect(await refusal(listed())).toEqual({ code: 'scope_not_configured', scope: 'mainland' });
    expect(provider.logged).toHaveLength(1);
    expect(provider.logged.join()).not.toContain('secret"');
    expect(provider.logged.join()).not.toContain('sk-secret');
    expect(await provider.control.calls()).toEqual([]);
  });

  it('names the scope that has no key', async () => {
    expect(await refusal(listed('international'))).toEqual({
      code: 'scope_not_configured',
      scope: 'international',
    });
  });

  it('uses a key that was put into the secret after a first refusal', async () => {
    const secrets = ['{}', provider.secret];
    let now = new Date();
    const dependencies = provider.dependencies(
      async () => secrets.shift() ?? '{}',
      () => now,
    );
    const list = () =>
      readProvider('mainland', dependencies, (client) => client.listVoices({ family: 'qwen' }));
    expect(await refusal(list())).toMatchObject({ code: 'scope_not_configured' });
    now = new Date(now.getTime() + 1_000);
    expect(await list()).toMatchObject({ voices: [] });
  });

  it('reads the secret again once when the key is refused', async () => {
    const secrets = [provider.secretWith('sk-local-old'), provider.secret];
    expect(await listed('mainland', async () => secrets.shift() ?? '{}')).toMatchObject({ voices: [] });
  });

  it('is no answer to what is our own fault', async () => {
    const ours = readProvider('mainland', provider.dependencies(), async () => {
      throw new TypeError('ours');
    });
    await expect(ours).rejects.toThrow(TypeError);
  });
});
