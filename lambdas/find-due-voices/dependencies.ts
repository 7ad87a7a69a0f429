import type * as z from 'zod';
import { DynamoAccountStore } from '../shared/stores/accounts.ts';
import { DynamoDueVoices } from '../shared/stores/due-voices.ts';
import { DynamoPlaceCounter } from '../shared/stores/places.ts';
import { DynamoSwitches } from '../shared/stores/switches.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';
import type { FindDueVoicesDependencies } from './find-due-voices.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo' | 'now'>,
): FindDueVoicesDependencies {
  const { dynamo, now } = platform;
  const table = variables.VOICES_TABLE_NAME;
  return {
    voices: new DynamoVoiceStore(dynamo, table),
    dueVoices: new DynamoDueVoices(dynamo, table),
    accountStore: new DynamoAccountStore(dynamo, table),
    switches: new DynamoSwitches(dynamo, table),
    places: new DynamoPlaceCounter(dynamo, table),
    keepDeletedSeconds: variables.KEEP_DELETED_SECONDS,
    now,
  };
}
