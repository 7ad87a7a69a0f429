import type * as z from 'zod';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import { type ProviderCallPlatform, providerDependencies } from '../shared/wiring/provider-dependencies.ts';
import type { environment } from './environment.ts';
import type { QueryVoiceDependencies } from './query-voice.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: ProviderCallPlatform & Pick<Platform, 'log'>,
): QueryVoiceDependencies {
  const { dynamo, now, random, log } = platform;
  return {
    ...providerDependencies(variables, platform),
    voices: new DynamoVoiceStore(dynamo, variables.VOICES_TABLE_NAME),
    schedule: {
      firstWaitSeconds: variables.POLL_FIRST_SECONDS,
      maxWaitSeconds: variables.POLL_MAX_SECONDS,
      deadlineSeconds: variables.REVIEW_DEADLINE_SECONDS,
      timeScale: variables.TIME_SCALE,
    },
    rejectedGraceSeconds: variables.REJECTED_GRACE_SECONDS,
    now,
    random,
    log,
  };
}
