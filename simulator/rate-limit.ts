import type { Account } from './accounts.ts';
import type { Family } from './families.ts';
import { refusals } from './provider-error.ts';
import type { Settings } from './settings.ts';

export interface RateLimit {
  /**
   * Admits a call of an account to a family's model, or not: in no second are there more than the limit, over all of
   * the account's keys and all operations. A limit below one a second is so many in a longer window.
   * @throws ProviderError 429 `Throttling.RateQuota`
   */
  admit(account: Account, family: Family, settings: Settings, now: number): void;
  reset(): void;
}

export function openRateLimit(): RateLimit {
  const admitted = new Map<string, number[]>();
  return {
    admit: (account, family, settings, now) => {
      const perSecond =
        family === 'cosyvoice' ? settings.cosyvoiceCallsPerSecond : settings.qwenCallsPerMinute / 60;
      if (perSecond === 0) return;
      const most = Math.max(1, Math.floor(perSecond));
      const windowMs = (most / perSecond) * 1_000;
      const owner = JSON.stringify([account.scope, account.name, family]);
      const recent = (admitted.get(owner) ?? []).filter((at) => at > now - windowMs);
      admitted.set(owner, recent);
      if (recent.length >= most) throw refusals.rateLimit();
      recent.push(now);
    },
    reset: () => admitted.clear(),
  };
}
