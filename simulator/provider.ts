import type { Accounts } from './accounts.ts';
import { createRules, type Rules } from './faults/rules.ts';
import { type Random, randomFrom, seedOf } from './random.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';
import type { SettingsStore } from './settings.ts';
import type { CallLog } from './store/call-log.ts';
import type { AdjustableClock } from './store/clock-store.ts';
import type { VoiceStore } from './store/voice-store.ts';

/** The state of the simulated provider. The provider API and the control plane both work on it. */
export interface Provider {
  readonly accounts: Accounts;
  readonly voices: VoiceStore;
  readonly calls: CallLog;
  readonly clock: AdjustableClock;
  readonly settings: SettingsStore;
  readonly rules: Rules;
  readonly rateLimit: RateLimit;
  /** Decides the outcome of reviews that no rule or mark decides. */
  readonly reviewRandom: Random;
  /** Counts a create call. Returns the number of earlier create calls of this account with this name. */
  countCreates(account: string, name: string): number;
  /** Removes all voices, calls and rules. Restores the initial settings, keys and time. */
  reset(): void;
}

export function createProvider(
  parts: Pick<Provider, 'accounts' | 'voices' | 'calls' | 'clock' | 'settings'>,
): Provider {
  const { settings } = parts;
  const seed = () => settings.current().seed;
  const newReviewRandom = () => randomFrom(seedOf(seed(), 'review'));
  const rules = createRules(seed);
  const rateLimit = createRateLimit();
  const creates = new Map<string, number>();
  let reviewRandom = newReviewRandom();
  return {
    ...parts,
    rules,
    rateLimit,
    reviewRandom: () => reviewRandom(),
    countCreates: (account, name) => {
      const key = JSON.stringify([account, name]);
      const earlier = creates.get(key) ?? 0;
      creates.set(key, earlier + 1);
      return earlier;
    },
    reset: () => {
      parts.voices.clear();
      parts.calls.clear();
      parts.accounts.reset();
      parts.clock.reset();
      settings.reset();
      rules.clear();
      rateLimit.reset();
      creates.clear();
      reviewRandom = newReviewRandom();
    },
  };
}
