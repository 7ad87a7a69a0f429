import { publishPending } from '../shared/actions/publish-pending.ts';
import {
  type SettlePendingPreviewDependencies,
  settlePendingPreview,
} from '../shared/actions/settle-pending-preview.ts';
import type { Status } from '../shared/contract.ts';
import type { EventPublisher } from '../shared/event-publisher.ts';
import { assertNever } from '../shared/platform/assert-never.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { latestAttempt, type Reason, type VoiceAt, type VoiceRecord } from '../shared/voice/record.ts';
import { statusOnceMade } from '../shared/voice/review.ts';
import type { TransitionName } from '../shared/voice/transitions.ts';
import { type Change, eventsOfTransition } from '../shared/voice/voice-event.ts';

export interface SettleExecutionDependencies {
  readonly voices: VoiceStore;
  readonly previews: SettlePendingPreviewDependencies['previews'];
  readonly publisher: EventPublisher;
  readonly now: () => Date;
}

/** What an execution left undone: a transition of the table, or first the reason for one. */
type Step =
  | { readonly transition: TransitionName; readonly change?: Omit<Change, 'now'> }
  | { readonly note: Reason };

const executionFailed: Reason = {
  code: 'execution_failed',
  message: 'The execution of the workflow ended before the voice was settled.',
};
const outcomeUnknown: Reason = {
  code: 'create_outcome_unknown',
  message: 'The provider was asked, and nobody knows whether it made the voice; it is not asked again.',
};

/**
 * Records and announces the end of an execution that could not do so itself: what the record shows decides.
 *
 * Started by the state machine when the table or the create function stays out of reach, and by the rule on the
 * execution's status; it may come late, twice, or for a run that no longer owns the record, and then does nothing.
 */
export async function settleExecution(
  execution: { readonly voiceId: string; readonly run: number },
  dependencies: SettleExecutionDependencies,
): Promise<void> {
  for (;;) {
    const found = await dependencies.voices.read(execution.voiceId);
    if (!found || found.run !== execution.run) return;
    await publishPending(found, dependencies);
    const record = await settlePendingPreview(found, dependencies);
    const step = nextStep(record);
    if (!step) return;
    await take(step, record, dependencies);
  }
}

function nextStep(record: VoiceRecord): Step | null {
  switch (record.status) {
    case 'REQUESTED':
      return failure(record, executionFailed);
    case 'CREATING':
      if (record.providerVoiceId) return made(record);
      if (record.deleteRequested && nothingOut(record)) {
        return deletion('deletedUnmade', record.deleteRequested, 'REQUESTED');
      }
      // A claim without an outcome may have reached the provider; an attempt that was given back has not.
      return failure(record, nothingOut(record) ? executionFailed : outcomeUnknown);
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

/** Nothing was sent under the latest name, or it is certain that what was sent made nothing. */
function nothingOut(record: VoiceRecord): boolean {
  return ['RESERVED', 'ABSENT'].includes(latestAttempt(record)?.attempt.state ?? '');
}

function made(record: VoiceAt<'CREATING'>): Step {
  if (record.deleteRequested) {
    return deletion('createdDeleted', record.deleteRequested, statusOnceMade(record));
  }
  return { transition: statusOnceMade(record) === 'OK' ? 'createdReady' : 'created' };
}

function deletion(
  transition: TransitionName,
  asked: { readonly purgeAt: string },
  statusBeforeDelete: Status,
): Step {
  return { transition, change: { purgeAt: new Date(asked.purgeAt), statusBeforeDelete } };
}

/** A failure's reason is noted before the status moves, as the create function does it. */
function failure(record: VoiceRecord, reason: Reason): Step {
  return record.reason ? { transition: 'failed', change: { reason: record.reason } } : { note: reason };
}

async function take(
  step: Step,
  record: VoiceRecord,
  dependencies: SettleExecutionDependencies,
): Promise<void> {
  const now = dependencies.now();
  try {
    if ('note' in step) return await dependencies.voices.recordReason(record, step.note, now);
    const change = { ...step.change, now };
    const events = eventsOfTransition(record, step.transition, change);
    await dependencies.voices.transition(record, step.transition, { ...change, events });
  } catch (error) {
    // Somebody else has moved the record on: what is left to do shows in the record.
    if (!(error instanceof LostRaceError)) throw error;
  }
}
