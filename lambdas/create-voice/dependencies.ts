import type * as z from 'zod';
import { MAX_SLOT_WAIT_MS } from '../shared/dashscope/index.ts';
import { S3PreviewStore } from '../shared/previews.ts';
import { DynamoAccountStore } from '../shared/stores/accounts.ts';
import { DynamoAttemptStore } from '../shared/stores/attempts.ts';
import { DynamoProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import { DynamoScanStore } from '../shared/stores/scans.ts';
import { DynamoSwitches } from '../shared/stores/switches.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import { newNameToken } from '../shared/voice/ids.ts';
import { nameSpaceOf } from '../shared/voice/name-space.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import { type ProviderCallPlatform, providerDependencies } from '../shared/wiring/provider-dependencies.ts';
import type { CreateVoiceDependencies } from './create-voice.ts';
import type { environment } from './environment.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: ProviderCallPlatform & Pick<Platform, 's3' | 'randomInt' | 'randomUuid' | 'log'>,
): CreateVoiceDependencies {
  const { dynamo, s3, now, sleep, random, randomInt, randomUuid, log } = platform;
  const table = variables.VOICES_TABLE_NAME;
  return {
    ...providerDependencies(variables, platform, {
      headersMs: variables.ANSWER_SECONDS * 1_000,
      totalMs: variables.TOTAL_SECONDS * 1_000,
    }),
    voices: new DynamoVoiceStore(dynamo, table),
    attemptStore: new DynamoAttemptStore(dynamo, table),
    providerVoices: new DynamoProviderVoiceStore(dynamo, table),
    switches: new DynamoSwitches(dynamo, table),
    scans: new DynamoScanStore(dynamo, table),
    accountStore: new DynamoAccountStore(dynamo, table),
    previews: new S3PreviewStore(s3, variables.PREVIEWS_BUCKET_NAME),
    now,
    sleep,
    random,
    newToken: () => newNameToken(randomInt),
    newClaimId: randomUuid,
    log,
    review: {
      firstWaitSeconds: variables.POLL_FIRST_SECONDS,
      deadlineSeconds: variables.REVIEW_DEADLINE_SECONDS,
      timeScale: variables.TIME_SCALE,
    },
    settings: {
      nameSpace: nameSpaceOf(variables),
      horizon: {
        functionSeconds: variables.FUNCTION_SECONDS,
        marginSeconds: variables.HORIZON_MARGIN_SECONDS,
        minSeconds: variables.MIN_HORIZON_SECONDS,
      },
      loopbackProviderSeconds: variables.LOOPBACK_PROVIDER_SECONDS,
      maxSlotWaitMs: maxSlotWaitOf(variables),
      maxCreateAttempts: variables.MAX_CREATE_ATTEMPTS,
      scansApartSeconds: variables.SCANS_APART_SECONDS,
      claimSeconds: variables.FUNCTION_SECONDS + variables.CLAIM_MARGIN_SECONDS,
    },
  };
}

/** Returns the longest wait for a slot in milliseconds: half of the time that a create leaves of the function's time. */
function maxSlotWaitOf({ FUNCTION_SECONDS, TOTAL_SECONDS }: z.output<typeof environment>): number {
  return Math.min(MAX_SLOT_WAIT_MS, (1_000 * (FUNCTION_SECONDS - TOTAL_SECONDS)) / 2);
}
