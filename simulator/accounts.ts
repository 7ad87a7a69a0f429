import { providerErrors } from './provider-error.ts';
import type { Scope } from './vocabulary.ts';

/** The owner of voices. All keys of one account see the same voices, within one scope. */
export interface Account {
  readonly scope: Scope;
  readonly name: string;
}

/** An API key and the account that it belongs to. */
export interface KeyGrant extends Account {
  readonly key: string;
}

/** The keys that the simulator accepts by default. They are public. */
export const developmentKeys: readonly KeyGrant[] = [
  { key: 'sk-local-mainland', scope: 'mainland', name: 'local' },
  { key: 'sk-local-international', scope: 'international', name: 'local' },
];

export interface Accounts {
  /** @throws ProviderError 401 `InvalidApiKey` for a missing key, an unknown key, and a key of the other scope */
  authenticate(authorization: string | undefined, scope: Scope): Account;
  grant(grant: KeyGrant): void;
  revoke(key: string): boolean;
  reset(): void;
}

export function createAccounts(initial: readonly KeyGrant[]): Accounts {
  let grants = new Map(initial.map((grant) => [grant.key, grant]));
  return {
    authenticate: (authorization, scope) => {
      if (authorization === undefined || authorization.trim() === '') throw providerErrors.missingKey();
      const key = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
      const grant = key === undefined ? undefined : grants.get(key);
      if (grant === undefined || grant.scope !== scope) throw providerErrors.invalidKey();
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
