import type * as z from 'zod';
import type { ChooseCandidateDependencies } from '../actions/choose-candidate.ts';
import { eventBridgePublisher } from '../event-publisher.ts';
import { DynamoAuditionStore } from '../stores/auditions.ts';
import { DynamoCandidateStore } from '../stores/candidates.ts';
import { DynamoVoiceStore } from '../stores/voices.ts';
import type { auditionEnvironment } from './audition-environment.ts';
import type { Platform } from './platform.ts';

export type AuditionPlatform = Pick<Platform, 'dynamo' | 'eventBridge' | 'now' | 'log'>;

/** Returns the dependencies of a function that changes auditions. */
export function auditionDependencies(
  variables: z.output<z.ZodObject<typeof auditionEnvironment>>,
  { dynamo, eventBridge, now, log }: AuditionPlatform,
): ChooseCandidateDependencies & {
  readonly voices: DynamoVoiceStore;
  readonly auditions: DynamoAuditionStore;
} {
  const table = variables.VOICES_TABLE_NAME;
  return {
    voices: new DynamoVoiceStore(dynamo, table),
    auditions: new DynamoAuditionStore(dynamo, table),
    candidates: new DynamoCandidateStore(dynamo, table),
    publisher: eventBridgePublisher(eventBridge, variables.EVENT_BUS_NAME),
    loserGraceSeconds: variables.LOSER_GRACE_SECONDS,
    retentionSeconds: variables.RECORD_RETENTION_SECONDS,
    now,
    log,
  };
}
