import type { Scope } from './families.ts';
import { refusals } from './provider-error.ts';

/** Who owns voices: the keys of one account see the same voices, and only in the scope they were made for. */
export interface Account {
  readonly scope: Scope;
  readonly name: string;
}

export interface KeyGrant extends Account {
  readonly key: string;
}

/** The keys that a simulator without any given accepts. They are no secret. */
export const developmentKeys: readonly KeyGrant[] = [
  { key: 'sk-local-mainland', scope: 'mainland', name: 'local' },
  { key: 'sk-local-international', scope: 'international', name: 'local' },
];

export interface Accounts {
  /** @throws ProviderError 401 `InvalidApiKey` for no key, an unknown one, and one of the other scope. */
  authenticate(authorization: string | undefined, scope: Scope): Account;
  grant(grant: KeyGrant): void;
  revoke(key: string): boolean;
  reset(): void;
}

export function openAccounts(initial: readonly KeyGrant[]): Accounts {
  let grants = new Map(initial.map((grant) => [grant.key, grant]));
  return {
    authenticate: (authorization, scope) => {
      if (authorization === undefined || authorization.trim() === '') throw refusals.noKey();
      const key = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
      const grant = key === undefined ? undefined : grants.get(key);
      if (grant === undefined || grant.scope !== scope) throw refusals.wrongKey();
      return { scope: grant.scope, name: grant.name };
    },
    grant: (grant) => {
      grants.set(grant.key, grant);
    },
    revoke: (key) => grants.delete(key),
    reset: () => {
      grants = new Map(initial.map((grant) => [grant.key, grant]));
    },
  };
}
