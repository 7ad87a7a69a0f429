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
  /** The client of an account; the same one, with its connections, for as long as the account is. */
  readonly clientOf: (account: ProviderAccount) => DashScopeClient;
}

/** The part of a function's surroundings that calls of the provider need. */
export interface ProviderPlatform extends ProviderSecretPlatform {
  readonly createProviderClient: (settings: DashScopeClientSettings) => DashScopeClient;
}

/** Returns the part that does not depend on the operation. */
export function providerPlatform(): Omit<ProviderPlatform, 'now'> {
  return {
    secretsManager: secretsManager(),
    allowLoopback: isLocal(),
    createProviderClient: createDashScopeClient,
  };
}

/** Returns what a function calls the provider with, by the variables of `providerEnvironment`. */
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
