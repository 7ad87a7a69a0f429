import type { z } from 'zod';
import { dynamo } from '../platform/dynamo.ts';
import { log } from '../platform/log.ts';
import { provider } from '../provider/clients.ts';
import { DynamoProviderPointers } from '../stores/provider-voices.ts';
import type { askingEnvironment } from './provider-read-environment.ts';

/** What showing the provider's voices needs in a function. */
export function askingDependencies(variables: z.output<z.ZodObject<typeof askingEnvironment>>) {
  return {
    ...provider(variables),
    pointers: new DynamoProviderPointers(dynamo(), variables.VOICES_TABLE_NAME),
    offered: variables.OFFERED,
    log,
  };
}
