import { z } from 'zod';
import { FAMILIES, SCOPES } from '../shared/dashscope/index.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { log } from '../shared/platform/log.ts';
import { once } from '../shared/platform/once.ts';
import { provider } from '../shared/provider/clients.ts';
import { DynamoVoiceStore } from '../shared/stores/dynamo-voice-store.ts';
import { voiceIdSchema } from '../shared/voice/ids.ts';
import { environment } from './environment.ts';
import { type QueryVoiceDependencies, type QueryVoiceResult, queryVoice } from './query-voice.ts';

const input = z.object({
  voiceId: voiceIdSchema,
  run: z.int().nonnegative().optional(),
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  providerVoiceId: z.string(),
  reviewStartedAt: z.iso.datetime(),
  polls: z.int().nonnegative(),
});

const dependencies = once((): QueryVoiceDependencies => {
  const variables = readEnvironment(environment);
  return {
    ...provider(variables),
    voices: new DynamoVoiceStore(dynamo(), variables.VOICES_TABLE_NAME),
    schedule: {
      firstWaitSeconds: variables.POLL_FIRST_SECONDS,
      maxWaitSeconds: variables.POLL_MAX_SECONDS,
      deadlineSeconds: variables.REVIEW_DEADLINE_SECONDS,
    },
    rejectedGraceSeconds: variables.REJECTED_GRACE_SECONDS,
    now: () => new Date(),
    random: Math.random,
    log,
  };
});

export async function handler(event: unknown): Promise<QueryVoiceResult> {
  return queryVoice(input.parse(event), dependencies());
}
