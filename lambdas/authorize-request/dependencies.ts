import type * as z from 'zod';
import { DynamoKeyStore } from '../shared/keys.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { AuthorizeRequestDependencies } from './authorize-request.ts';
import type { environment } from './environment.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo'>,
): AuthorizeRequestDependencies {
  return { keys: new DynamoKeyStore(platform.dynamo, variables.VOICES_TABLE_NAME) };
}
