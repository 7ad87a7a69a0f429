import type * as z from 'zod';
import { secretReader } from '../shared/platform/secrets.ts';
import { DynamoAliasStore } from '../shared/stores/aliases.ts';
import { DynamoChangeIndex } from '../shared/stores/changes.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';
import type { ListAliasesDependencies } from './list-aliases.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  { dynamo, secretsManager, now }: Pick<Platform, 'dynamo' | 'secretsManager' | 'now'>,
): ListAliasesDependencies {
  return {
    aliases: new DynamoAliasStore(dynamo, variables.VOICES_TABLE_NAME),
    changes: new DynamoChangeIndex(dynamo, variables.VOICES_TABLE_NAME),
    cursorKey: secretReader(secretsManager, variables.CURSOR_KEY_SECRET_ARN),
    now,
  };
}
