import { beforeAll, describe, expect, it } from '@jest/globals';
import { maxVoicesPerExecution } from '../../../lambdas/find-due-voices/find-due-voices.ts';
import { errorNames } from '../../../lambdas/shared/contract.ts';
import { deleteLease, purgeClaim, purgeTimeout } from '../../../lib/operations/purge-voice.ts';
import { longestScanSeconds, parseConfig } from '../../../lib/settings/config.ts';
import { brief, outlasting, waitsOf } from '../../../lib/workflows/retries.ts';
import { type Definition, definitionOf, type State } from '../../../scripts/docs/definition.ts';
import { synthesized } from '../../support/synthesized.ts';

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

describe('the definition of "purge voices"', () => {
  const config = parseConfig({});
  const [timeout, lease] = [purgeTimeout(config), deleteLease(config)];
  let definition: Definition;
  const named = (name: string): State => {
    const found = definition.States[name];
    if (!found) throw new Error(`no state ${name}`);
    return found;
  };

  beforeAll(() => {
    definition = definitionOf(synthesized(), 'PurgeVoices');
  });

  it('waits longer than the time-out of the purge function, with a lease that is valid even longer', () => {
    expect(named('Purge voice').TimeoutSeconds).toBeGreaterThan(timeout.toSeconds());
    expect(lease.toSeconds()).toBeGreaterThan(named('Purge voice').TimeoutSeconds ?? 0);
  });

  it("waits until another process's lease has expired, and less than twice as long", () => {
    const waits = sum(waitsOf(outlasting(lease)));
    expect(waits).toBeGreaterThan(lease.toSeconds());
    expect(waits).toBeLessThan(lease.toSeconds() * 2);
    expect(named('Purge voice').Retry?.[0]?.ErrorEquals).toEqual([errorNames.deleteLeaseTaken]);
  });

  it('claims a voice for longer than its purge takes, including retries and recording', () => {
    const { TimeoutSeconds = 0 } = named('Purge voice');
    const retried = TimeoutSeconds * (brief.maxAttempts + 1) + sum(waitsOf(brief));
    expect(purgeClaim(config).toSeconds()).toBeGreaterThan(retried + sum(waitsOf(brief)));
  });

  it('has time for all retries of as many voices as one execution purges', () => {
    const { TimeoutSeconds = 0 } = named('Purge voice');
    const retried = TimeoutSeconds * (brief.maxAttempts + 1) + sum(waitsOf(brief));
    expect(definition.TimeoutSeconds).toBeGreaterThan(maxVoicesPerExecution * retried);
  });

  it.each([
    { voicePlaces: 1_000, providerShare: 0.2 },
    { voicePlaces: 7_000, providerShare: 0.4 },
    { voicePlaces: 10_000, createTimers: { functionSeconds: 800, stateSeconds: 900 } },
  ])('purges a voice with time for a scan of the whole list: %j', (settings) => {
    const large = parseConfig(settings);
    const scan = longestScanSeconds(large);
    const claim = purgeClaim(large).toSeconds();
    expect(purgeTimeout(large).toSeconds()).toBe(60 + scan);
    expect(purgeTimeout(large).toSeconds()).toBeLessThanOrEqual(900);
    expect(deleteLease(large).toSeconds()).toBe(90 + scan);
    expect(claim).toBeGreaterThan((brief.maxAttempts + 1) * (75 + scan) + 2 * sum(waitsOf(brief)));
  });

  it('catches every error of every task except the search for due voices', () => {
    const tasks = Object.entries(definition.States).filter(([, { Type }]) => Type === 'Task');
    expect(tasks).toHaveLength(6);
    for (const [name, { Catch }] of tasks) {
      if (name === 'Find due voices') continue;
      expect({ name, caught: Catch?.at(-1)?.ErrorEquals }).toEqual({ name, caught: ['States.ALL'] });
    }
  });

  it('continues with the next voice after every outcome', () => {
    for (const name of ['Count purged', 'Count skipped', 'Count failed']) {
      expect(named(name).Next).toBe('Another voice?');
    }
  });

  it('matches only error names that it shares with the code, and those of Step Functions', () => {
    const shared = new Set<string>(Object.values(errorNames));
    for (const state of Object.values(definition.States)) {
      for (const { ErrorEquals } of [...(state.Retry ?? []), ...(state.Catch ?? [])]) {
        for (const name of ErrorEquals) expect(name.startsWith('States.') || shared.has(name)).toBe(true);
      }
    }
  });

  it('writes fewer than 25,000 history events for the voices of one execution', () => {
    const perVoice = Object.keys(definition.States).length * 3 + (waitsOf(brief).length + 6) * 3 * 4;
    expect(perVoice * maxVoicesPerExecution).toBeLessThan(25_000);
  });
});
