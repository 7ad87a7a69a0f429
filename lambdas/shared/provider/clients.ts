import {
  createDashScopeClient,
  createRateLimiter,
  type DashScopeClient,
  type OperationTimeouts,
} from '../dashscope/index.ts';
import type { ProviderAccount, ProviderAccounts } from './accounts.ts';
import { providerAccounts } from './secret.ts';

export interface Provider {
  readonly accounts: ProviderAccounts;
  /** The client of an account; the same one, with its connections, for as long as the account is. */
  readonly clientOf: (account: ProviderAccount) => DashScopeClient;
}

/** What a function needs to call the provider, by the variables of `providerEnvironment`. */
export function provider(
  variables: Parameters<typeof providerAccounts>[0],
  createTimeouts: Partial<OperationTimeouts> = {},
): Provider {
  const clients = new Map<string, DashScopeClient>();
  const limiter = createRateLimiter();
  return {
    accounts: providerAccounts(variables),
    clientOf: (account) => {
      const key = JSON.stringify(account);
      const client =
        clients.get(key) ??
        createDashScopeClient({ ...account, limiter, timeouts: { create: createTimeouts } });
      clients.set(key, client);
      return client;
    },
  };
}
