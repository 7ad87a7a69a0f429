import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { DynamoProviderVoiceStore } from '../../lambdas/shared/stores/provider-voices.ts';
import type { RuleInput } from '../../simulator/faults/rules.ts';
import { SimulatedProvider } from './simulated-provider.ts';
import { StoredVoices } from './stored-voices.ts';
import { settings } from './voice-requests.ts';

/** Starts a simulator and a table that all tests of a file share. */
export function providerCalls() {
  let started: { provider: SimulatedProvider; stored: StoredVoices } | undefined;
  const now = () => {
    if (!started) throw new Error('The simulator has not started.');
    return started;
  };
  beforeAll(async () => {
    started = { provider: await SimulatedProvider.start(), stored: await StoredVoices.start() };
  });
  afterAll(async () => {
    await started?.provider.stop();
    await started?.stored.stop();
  });
  beforeEach(() => now().provider.reset());
  return {
    provider: () => now().provider,
    stored: () => now().stored,
    dependencies: () => ({
      ...now().provider.dependencies(),
      providerVoices: new DynamoProviderVoiceStore(now().stored.client, now().stored.tableName),
      ...settings,
    }),
    seed: (family: 'cosyvoice' | 'qwen' = 'cosyvoice', count = 1) =>
      now().provider.control.seedVoices({ family, scope: 'mainland', count }),
  };
}

/** Failures of the provider, each with the rule that simulates it and the status and code of the API's answer. */
export const providerFailures: readonly [string, RuleInput['effects'][number], number, string][] = [
  ['fails', { kind: 'error', status: 500, code: 'InternalError' }, 502, 'provider_error'],
  ['refuses', { kind: 'error', status: 403, code: 'AccessDenied' }, 502, 'provider_error'],
  ["answers by a proxy's page", { kind: 'html' }, 502, 'provider_error'],
  ['hangs up', { kind: 'reset', when: 'before' }, 502, 'provider_error'],
  ['is busy', { kind: 'error', status: 429, code: 'Throttling.RateQuota' }, 503, 'provider_throttled'],
  ['is silent', { kind: 'silence', when: 'before' }, 504, 'provider_timeout'],
];
