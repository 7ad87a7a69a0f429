import type * as z from 'zod';
import { DynamoAuditionStore } from '../shared/stores/auditions.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';
import type { GetAuditionDependencies } from './get-audition.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  { dynamo }: Pick<Platform, 'dynamo'>,
): GetAuditionDependencies {
  return {
    auditions: new DynamoAuditionStore(dynamo, variables.VOICES_TABLE_NAME),
    voices: new DynamoVoiceStore(dynamo, variables.VOICES_TABLE_NAME),
  };
}
