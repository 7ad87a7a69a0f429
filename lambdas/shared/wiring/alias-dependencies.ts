import type * as z from 'zod';
import type { SetAliasDependencies } from '../actions/set-alias.ts';
import { DynamoAliasStore } from '../stores/aliases.ts';
import { DynamoHoldStore } from '../stores/holds.ts';
import type { aliasEnvironment } from './alias-environment.ts';
import { type AuditionPlatform, auditionDependencies } from './audition-dependencies.ts';
import type { Platform } from './platform.ts';

type AliasVariables = z.output<z.ZodObject<typeof aliasEnvironment>>;

/** Returns the dependencies of a function that changes aliases. */
export function aliasDependencies(
  variables: AliasVariables,
  platform: AuditionPlatform & Pick<Platform, 'randomUuid'>,
): SetAliasDependencies & ReturnType<typeof auditionDependencies> {
  const { dynamo, randomUuid, now } = platform;
  const table = variables.VOICES_TABLE_NAME;
  return {
    ...auditionDependencies(variables, platform),
    aliases: new DynamoAliasStore(dynamo, table),
    holds: new DynamoHoldStore(dynamo, table, now),
    graceSeconds: variables.DELETED_GRACE_SECONDS,
    newMoveId: randomUuid,
  };
}
