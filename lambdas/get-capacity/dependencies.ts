import type * as z from 'zod';
import { DynamoPlaceCounter } from '../shared/stores/places.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';
import type { CapacityDependencies } from './get-capacity.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo'>,
): CapacityDependencies & RequestSettings {
  return {
    places: new DynamoPlaceCounter(platform.dynamo, variables.VOICES_TABLE_NAME),
    enabledFamilies: variables.OFFERED,
  };
}
