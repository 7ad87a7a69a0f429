import {
  createDashScopeClient,
  createRateLimiter,
  type DashScopeClient,
  type DashScopeClientSettings,
  type OperationTimeouts,
} from '../dashscope/index.ts';
import { isLocal, secretsManager } from '../platform/secrets.ts';
import type { ProviderAccount, ProviderAccounts } from './accounts.ts';
import { type ProviderSecretPlatform, providerAccounts } from './secret.ts';

export interface Provider {
  readonly accounts: ProviderAccounts;
  /** Returns the client of an account. Equal accounts share a client and its connections. */
  readonly clientOf: (account: ProviderAccount) => DashScopeClient;
}

/** Dependencies of calls to the provider. */
export interface ProviderPlatform extends ProviderSecretPlatform {
  readonly createProviderClient: (settings: DashScopeClientSettings) => DashScopeClient;
}

/** Returns the dependencies that all operations share. */
export function providerPlatform(): Omit<ProviderPlatform, 'now'> {
  return {
    secretsManager: secretsManager(),
    allowLoopback: isLocal(),
    createProviderClient: createDashScopeClient,
  };
}

/** Returns accounts and clients of the provider, configured by the variables of `providerEnvironment`. */
export function provider(
  variables: Parameters<typeof providerAccounts>[0],
  platform: ProviderPlatform,
  createTimeouts: Partial<OperationTimeouts> = {},
): Provider {
  const clients = new Map<string, DashScopeClient>();
  const limiter = createRateLimiter();
  return {
    accounts: providerAccounts(variables, platform),
    clientOf: (account) => {
      const key = JSON.stringify(account);
      const client =
        clients.get(key) ??
        platform.createProviderClient({ ...account, limiter, timeouts: { create: createTimeouts } });
      clients.set(key, client);
      return client;
    },
  };
}
