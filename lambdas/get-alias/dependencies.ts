import type * as z from 'zod';
import { DynamoAliasStore } from '../shared/stores/aliases.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';
import type { GetAliasDependencies } from './get-alias.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  { dynamo }: Pick<Platform, 'dynamo'>,
): GetAliasDependencies {
  return { aliases: new DynamoAliasStore(dynamo, variables.VOICES_TABLE_NAME) };
}
