import type * as z from 'zod';
import { DynamoProviderVoiceStore } from '../stores/provider-voices.ts';
import type { Platform } from './platform.ts';
import { type ProviderCallPlatform, providerDependencies } from './provider-dependencies.ts';
import type { providerReadEnvironment } from './provider-read-environment.ts';

export type ProviderReadPlatform = ProviderCallPlatform & Pick<Platform, 'log'>;

/** Returns the dependencies of a function that reads the provider's voices while a caller waits. */
export function providerReadDependencies(
  variables: z.output<z.ZodObject<typeof providerReadEnvironment>>,
  platform: ProviderReadPlatform,
) {
  return {
    ...providerDependencies(variables, platform),
    providerVoices: new DynamoProviderVoiceStore(platform.dynamo, variables.VOICES_TABLE_NAME),
    enabledFamilies: variables.OFFERED,
    log: platform.log,
  };
}
