import type * as z from 'zod';
import { secretReader } from '../shared/platform/secrets.ts';
import { DynamoChangeIndex } from '../shared/stores/changes.ts';
import { DynamoVoiceIndex } from '../shared/stores/voice-lists.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';
import type { ListVoicesDependencies } from './list-voices.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo' | 'secretsManager' | 'now'>,
): ListVoicesDependencies {
  const { dynamo, secretsManager, now } = platform;
  return {
    index: new DynamoVoiceIndex(dynamo, variables.VOICES_TABLE_NAME),
    changes: new DynamoChangeIndex(dynamo, variables.VOICES_TABLE_NAME),
    voices: new DynamoVoiceStore(dynamo, variables.VOICES_TABLE_NAME),
    cursorKey: secretReader(secretsManager, variables.CURSOR_KEY_SECRET_ARN),
    now,
  };
}
