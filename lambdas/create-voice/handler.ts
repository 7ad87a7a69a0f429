import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { log } from '../shared/platform/log.ts';
import { once } from '../shared/platform/once.ts';
import { S3PreviewStore } from '../shared/previews.ts';
import { provider } from '../shared/provider/clients.ts';
import { DynamoAccountStore } from '../shared/stores/accounts.ts';
import { DynamoVoiceStore } from '../shared/stores/dynamo-voice-store.ts';
import { DynamoScanStore } from '../shared/stores/scans.ts';
import { DynamoSwitches } from '../shared/stores/switches.ts';
import { newNameToken, voiceIdSchema } from '../shared/voice/ids.ts';
import { nameSpaceOf } from '../shared/voice/name-space.ts';
import { type CreateVoiceDependencies, createVoice } from './create-voice.ts';
import type { CreateVoiceResult } from './create-voice-result.ts';
import { environment } from './environment.ts';

const input = z.object({ voiceId: voiceIdSchema, run: z.int().nonnegative() });

const dependencies = once((): CreateVoiceDependencies => {
  const variables = readEnvironment(environment);
  return {
    ...provider(variables, {
      headersMs: variables.ANSWER_SECONDS * 1_000,
      totalMs: variables.TOTAL_SECONDS * 1_000,
    }),
    voices: new DynamoVoiceStore(dynamo(), variables.VOICES_TABLE_NAME),
    switches: new DynamoSwitches(dynamo(), variables.VOICES_TABLE_NAME),
    scans: new DynamoScanStore(dynamo(), variables.VOICES_TABLE_NAME),
    accountStore: new DynamoAccountStore(dynamo(), variables.VOICES_TABLE_NAME),
    previews: new S3PreviewStore(variables.PREVIEWS_BUCKET_NAME),
    now: () => new Date(),
    random: Math.random,
    newToken: () => newNameToken(),
    newClaimId: randomUUID,
    log,
    settings: {
      nameSpace: nameSpaceOf(variables),
      horizon: {
        functionSeconds: variables.FUNCTION_SECONDS,
        marginSeconds: variables.HORIZON_MARGIN_SECONDS,
        minSeconds: variables.MIN_HORIZON_SECONDS,
      },
      loopbackProviderSeconds: variables.LOOPBACK_PROVIDER_SECONDS,
      maxCreateAttempts: variables.MAX_CREATE_ATTEMPTS,
      scansApartSeconds: variables.SCANS_APART_SECONDS,
      claimSeconds: variables.FUNCTION_SECONDS + variables.CLAIM_MARGIN_SECONDS,
    },
  };
});

export async function handler(event: unknown): Promise<CreateVoiceResult> {
  return createVoice(input.parse(event), dependencies());
}
