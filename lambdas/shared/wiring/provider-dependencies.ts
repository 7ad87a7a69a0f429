import type { OperationTimeouts } from '../dashscope/index.ts';
import { type Provider, provider } from '../provider/clients.ts';
import { DynamoBudgetStore } from '../stores/budget.ts';
import type { Platform } from './platform.ts';

/** The part of the platform that calls to the provider need. */
export type ProviderCallPlatform = Pick<
  Platform,
  'dynamo' | 'secretsManager' | 'createProviderClient' | 'now' | 'sleep' | 'random' | 'log'
>;

type ProviderVariables = Parameters<typeof provider>[0] & { readonly VOICES_TABLE_NAME: string };

/** Returns accounts and clients of the provider, whose calls take their slots from the table's budget. */
export function providerDependencies(
  variables: ProviderVariables,
  platform: ProviderCallPlatform,
  createTimeouts: Partial<OperationTimeouts> = {},
): Provider {
  const budgetStore = new DynamoBudgetStore(platform.dynamo, variables.VOICES_TABLE_NAME);
  return provider(variables, { ...platform, budgetStore }, createTimeouts);
}
