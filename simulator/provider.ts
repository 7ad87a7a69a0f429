import type { Accounts } from './accounts.ts';
import { openRules, type Rules } from './faults/rules.ts';
import { type Random, randomFrom, seedOf } from './random.ts';
import { openRateLimit, type RateLimit } from './rate-limit.ts';
import type { SettingsHolder } from './settings.ts';
import type { CallLog } from './store/call-log.ts';
import type { AdjustableClock } from './store/clock-store.ts';
import type { VoiceStore } from './store/voice-store.ts';

/** Everything the simulated provider is made of; the API acts on it, and so does the control plane. */
export interface Provider {
  readonly accounts: Accounts;
  readonly voices: VoiceStore;
  readonly calls: CallLog;
  readonly clock: AdjustableClock;
  readonly settings: SettingsHolder;
  readonly rules: Rules;
  readonly rateLimit: RateLimit;
  /** Decides reviews that nothing else decides. */
  readonly reviewRandom: Random;
  /** How many creates of this account and name came before; counts this one. */
  countCreates(account: string, name: string): number;
  /** Back to the start: no voices, no log, no rules, the settings, keys and time of the start. */
  reset(): void;
}

export function openProvider(
  parts: Pick<Provider, 'accounts' | 'voices' | 'calls' | 'clock' | 'settings'>,
): Provider {
  const { settings } = parts;
  const seed = () => settings.current().seed;
  const rules = openRules(seed);
  const rateLimit = openRateLimit();
  const creates = new Map<string, number>();
  let draw = randomFrom(seedOf(seed(), 'review'));
  return {
    ...parts,
    rules,
    rateLimit,
    reviewRandom: () => draw(),
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
      draw = randomFrom(seedOf(seed(), 'review'));
    },
  };
}
