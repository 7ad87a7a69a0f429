import { z } from 'zod';
import { eventBridgePublisher } from '../shared/event-publisher.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { log } from '../shared/platform/log.ts';
import { once } from '../shared/platform/once.ts';
import { S3PreviewStore } from '../shared/previews.ts';
import { DynamoVoiceStore } from '../shared/stores/dynamo-voice-store.ts';
import { parseExecutionName, voiceIdSchema } from '../shared/voice/ids.ts';
import { environment } from './environment.ts';
import { type SettleExecutionDependencies, settleExecution } from './settle-execution.ts';

/** From the state machine itself, or from the rule on the status of its executions. */
const input = z.union([
  z.object({ voiceId: voiceIdSchema, run: z.int().nonnegative() }),
  z
    .object({ source: z.literal('aws.states'), detail: z.object({ name: z.string() }) })
    .transform(({ detail }) => parseExecutionName(detail.name)),
]);

const dependencies = once((): SettleExecutionDependencies => {
  const { VOICES_TABLE_NAME, PREVIEWS_BUCKET_NAME, EVENT_BUS_NAME } = readEnvironment(environment);
  return {
    voices: new DynamoVoiceStore(dynamo(), VOICES_TABLE_NAME),
    previews: new S3PreviewStore(PREVIEWS_BUCKET_NAME),
    publisher: eventBridgePublisher(EVENT_BUS_NAME),
    now: () => new Date(),
  };
});

export async function handler(event: unknown): Promise<void> {
  const execution = input.parse(event);
  if (!execution) {
    log.info('not an execution of a voice: nothing to settle');
    return;
  }
  log.info('settling an execution', execution);
  await settleExecution(execution, dependencies());
}
