import type * as z from 'zod';
import { secretReader } from '../shared/platform/secrets.ts';
import { DynamoAuditionIndex } from '../shared/stores/audition-lists.ts';
import { DynamoAuditionStore } from '../shared/stores/auditions.ts';
import { DynamoChangeIndex } from '../shared/stores/changes.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';
import type { ListAuditionsDependencies } from './list-auditions.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo' | 'secretsManager' | 'now'>,
): ListAuditionsDependencies {
  const { dynamo, secretsManager, now } = platform;
  return {
    index: new DynamoAuditionIndex(dynamo, variables.VOICES_TABLE_NAME),
    changes: new DynamoChangeIndex(dynamo, variables.VOICES_TABLE_NAME),
    auditions: new DynamoAuditionStore(dynamo, variables.VOICES_TABLE_NAME),
    cursorKey: secretReader(secretsManager, variables.CURSOR_KEY_SECRET_ARN),
    now,
  };
}
