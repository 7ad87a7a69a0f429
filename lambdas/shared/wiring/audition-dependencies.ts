import type * as z from 'zod';
import type { AdvanceAuditionDependencies } from '../actions/advance-audition.ts';
import { eventBridgePublisher } from '../event-publisher.ts';
import { DynamoAliasStore } from '../stores/aliases.ts';
import { DynamoAuditionStore } from '../stores/auditions.ts';
import { DynamoCandidateStore } from '../stores/candidates.ts';
import { DynamoHoldStore } from '../stores/holds.ts';
import { DynamoVoiceStore } from '../stores/voices.ts';
import type { auditionEnvironment } from './audition-environment.ts';
import type { Platform } from './platform.ts';

export type AuditionPlatform = Pick<Platform, 'dynamo' | 'eventBridge' | 'now' | 'log'>;

/** Returns the dependencies of a function that changes auditions. */
export function auditionDependencies(
  variables: z.output<z.ZodObject<typeof auditionEnvironment>>,
  { dynamo, eventBridge, now, log }: AuditionPlatform,
): AdvanceAuditionDependencies & {
  readonly candidates: DynamoCandidateStore;
  readonly voices: DynamoVoiceStore;
  readonly auditions: DynamoAuditionStore;
} {
  const table = variables.VOICES_TABLE_NAME;
  return {
    voices: new DynamoVoiceStore(dynamo, table),
    auditions: new DynamoAuditionStore(dynamo, table),
    aliases: new DynamoAliasStore(dynamo, table),
    holds: new DynamoHoldStore(dynamo, table, now),
    candidates: new DynamoCandidateStore(dynamo, table),
    publisher: eventBridgePublisher(eventBridge, variables.EVENT_BUS_NAME, log),
    loserGraceSeconds: variables.LOSER_GRACE_SECONDS,
    retentionSeconds: variables.RECORD_RETENTION_SECONDS,
    now,
    log,
  };
}
