import type { Account } from './accounts.ts';
import type { FamilyProfile } from './families/profile.ts';
import { providerErrors } from './provider-error.ts';
import type { Settings } from './settings.ts';

export interface RateLimit {
  /**
   * Counts a call of an account to the model of a family. The limit applies to any window of one second and covers all
   * keys of the account and all actions. For a limit below one call per second the window is longer.
   * @throws ProviderError 429 `Throttling.RateQuota`
   */
  admit(account: Account, profile: FamilyProfile, settings: Settings, now: number): void;
  reset(): void;
}

export function createRateLimit(): RateLimit {
  const admitted = new Map<string, number[]>();
  return {
    admit: (account, profile, settings, now) => {
      const perSecond = profile.callsPerSecond(settings);
      if (perSecond === 0) return;
      const maxCalls = Math.max(1, Math.floor(perSecond));
      const windowMs = (maxCalls / perSecond) * 1_000;
      const owner = JSON.stringify([account.scope, account.name, profile.family]);
      const recent = (admitted.get(owner) ?? []).filter((at) => at > now - windowMs);
      admitted.set(owner, recent);
      if (recent.length >= maxCalls) throw providerErrors.rateLimit();
      recent.push(now);
    },
    reset: () => admitted.clear(),
  };
}
