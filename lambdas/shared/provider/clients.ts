import {
  type BudgetStore,
  type CallBudget,
  createDashScopeClient,
  type DashScopeClient,
  type DashScopeClientSettings,
  type OperationTimeouts,
  SharedBudget,
} from '../dashscope/index.ts';
import type { Log } from '../platform/log.ts';
import { secretsManager } from '../platform/secrets.ts';
import type { ProviderAccount, ProviderAccounts } from './accounts.ts';
import { callLogger } from './call-logger.ts';
import { type ProviderSecretPlatform, providerAccounts } from './secret.ts';

export interface Provider {
  readonly accounts: ProviderAccounts;
  /** Returns the client of an account. Equal accounts share a client and its connections. */
  readonly clientOf: (account: ProviderAccount) => DashScopeClient;
  /** The budget that all clients share. */
  readonly budget: CallBudget;
}

/** Dependencies of calls to the provider. */
export interface ProviderPlatform extends ProviderSecretPlatform {
  readonly createProviderClient: (settings: DashScopeClientSettings) => DashScopeClient;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

/** Returns the dependencies that all operations share. */
export function providerPlatform(): Omit<ProviderPlatform, 'now' | 'sleep' | 'random' | 'log'> {
  return {
    secretsManager: secretsManager(),
    createProviderClient: createDashScopeClient,
  };
}

/** Returns accounts and clients of the provider, configured by the variables of `providerEnvironment`. */
export function provider(
  variables: Parameters<typeof providerAccounts>[0] & { readonly PROVIDER_SHARE: number },
  platform: ProviderPlatform & { readonly budgetStore: BudgetStore },
  createTimeouts: Partial<OperationTimeouts> = {},
): Provider {
  const clients = new Map<string, DashScopeClient>();
  const { budgetStore, now, sleep, random, log } = platform;
  const clock = { now: () => now().getTime(), sleep };
  const share = variables.PROVIDER_SHARE;
  const budget = new SharedBudget({ budgetStore, share, clock, random });
  const onCall = callLogger(log, share);
  return {
    accounts: providerAccounts(variables, platform),
    budget,
    clientOf: (account) => {
      const key = JSON.stringify(account);
      const client =
        clients.get(key) ??
        platform.createProviderClient({ ...account, budget, onCall, timeouts: { create: createTimeouts } });
      clients.set(key, client);
      return client;
    },
  };
}
