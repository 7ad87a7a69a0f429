import { publishPending } from '../shared/actions/publish-pending.ts';
import {
  type SettlePendingPreviewDependencies,
  settlePendingPreview,
} from '../shared/actions/settle-pending-preview.ts';
import type { Status } from '../shared/contract.ts';
import type { EventPublisher } from '../shared/event-publisher.ts';
import { measure, type VoiceOutcome } from '../shared/metrics.ts';
import { assertNever } from '../shared/platform/assert-never.ts';
import type { Log } from '../shared/platform/log.ts';
import { again, retryLostRace } from '../shared/stores/retry-lost-race.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { logSubject } from '../shared/voice/log-subject.ts';
import { outcomeUnknown } from '../shared/voice/reasons.ts';
import { latestAttempt, type Reason, type VoiceAt, type VoiceRecord } from '../shared/voice/record.ts';
import { statusOnceMade } from '../shared/voice/review.ts';
import type { TransitionName } from '../shared/voice/transitions.ts';
import { type Change, eventsOfTransition } from '../shared/voice/voice-event.ts';

export interface SettleExecutionDependencies {
  readonly voices: VoiceStore;
  readonly previews: SettlePendingPreviewDependencies['previews'];
  readonly log: Log;
  readonly publisher: EventPublisher;
  readonly now: () => Date;
}

/** Next write that settles a voice: a transition, or the reason that a transition needs first. */
type Step =
  | { readonly transition: TransitionName; readonly change?: Omit<Change, 'now'> }
  | { readonly reason: Reason };

const executionFailed: Reason = {
  code: 'execution_failed',
  message: 'The execution of the workflow ended before the voice was settled.',
};

/**
 * Settles a voice whose execution ended before it could do so, and publishes the events. The record decides the
 * outcome.
 *
 * The state machine calls it if the table or the create function cannot be reached, and so does the rule on the
 * status of executions. A late or repeated call, or a call for a run that no longer owns the record, has no effect.
 */
export async function settleExecution(
  execution: { readonly voiceId: string; readonly run: number },
  dependencies: SettleExecutionDependencies,
): Promise<void> {
  return retryLostRace(`voice ${execution.voiceId}`, async () => {
    const found = await dependencies.voices.read(execution.voiceId);
    if (!found || found.run !== execution.run) return;
    await publishPending(found, dependencies);
    const record = await settlePendingPreview(found, dependencies);
    const step = nextStep(record);
    if (!step) return;
    await takeStep(step, record, dependencies);
    return again;
  });
}

function nextStep(record: VoiceRecord): Step | null {
  switch (record.status) {
    case 'REQUESTED':
      return failure(record, executionFailed);
    case 'CREATING':
      if (record.providerVoiceId) return creation(record);
      if (record.deleteRequested && isCertainlyNotCreated(record)) {
        return deletion('deletedBeforeCreation', record.deleteRequested, 'REQUESTED');
      }
      // A create that was claimed and has no outcome may have reached the provider. A released attempt has not.
      return failure(record, isCertainlyNotCreated(record) ? executionFailed : outcomeUnknown);
    case 'DEPLOYING':
      return { transition: 'reviewTimedOut', change: { reason: executionFailed } };
    case 'OK':
    case 'UNDEPLOYED':
    case 'FAILED':
    case 'TIMED_OUT':
    case 'DELETED':
    case 'PURGED':
    case 'EXPIRED':
      return null;
    default:
      return assertNever(record);
  }
}

/** Returns true if no create was sent under the latest name, or if it certainly created no voice. */
function isCertainlyNotCreated(record: VoiceRecord): boolean {
  return ['RESERVED', 'ABSENT'].includes(latestAttempt(record)?.attempt.state ?? '');
}

function creation(record: VoiceAt<'CREATING'>): Step {
  if (record.deleteRequested) {
    return deletion('createdDeleted', record.deleteRequested, statusOnceMade(record));
  }
  return { transition: statusOnceMade(record) === 'OK' ? 'createdReady' : 'created' };
}

function deletion(
  transition: TransitionName,
  { purgeAt }: { readonly purgeAt: string },
  statusBeforeDelete: Status,
): Step {
  return { transition, change: { purgeAt: new Date(purgeAt), statusBeforeDelete } };
}

/** The reason of a failure is recorded before the status changes, as the create function does. */
function failure(record: VoiceRecord, reason: Reason): Step {
  return record.reason ? { transition: 'failed', change: { reason: record.reason } } : { reason };
}

const outcomes: Readonly<Partial<Record<TransitionName, VoiceOutcome>>> = {
  createdReady: 'OK',
  failed: 'FAILED',
  reviewTimedOut: 'TIMED_OUT',
  createdDeleted: 'DELETED',
  deletedBeforeCreation: 'DELETED',
};

/** Writes a line with a metric if the transition is the outcome of the voice. */
function logOutcome(transition: TransitionName, record: VoiceRecord, log: Log): void {
  const status = outcomes[transition];
  if (!status) return;
  const { family, scope } = record;
  log.info('voice settled', { ...logSubject(record), family, scope, status }, [measure('voices', 1, status)]);
}

/** @throws LostRaceError if another process has changed the record. The next pass decides by its new state. */
async function takeStep(
  step: Step,
  record: VoiceRecord,
  dependencies: SettleExecutionDependencies,
): Promise<void> {
  const now = dependencies.now();
  if ('reason' in step) return dependencies.voices.recordReason(record, step.reason, now);
  const change = { ...step.change, now };
  const events = eventsOfTransition(record, step.transition, change);
  await dependencies.voices.transition(record, step.transition, { ...change, events });
  logOutcome(step.transition, record, dependencies.log);
}
