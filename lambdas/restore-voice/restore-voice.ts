import { type ApplyTransitionDependencies, applyTransition } from '../shared/actions/apply-transition.ts';
import { findVoice } from '../shared/actions/find-voice.ts';
import type { Status } from '../shared/contract.ts';
import type { ExecutionStarter } from '../shared/executions.ts';
import { assertNever } from '../shared/platform/assert-never.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import { ApiError } from '../shared/validation/api-error.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';
import type { TransitionName } from '../shared/voice/transitions.ts';

export interface RestoreVoiceDependencies extends ApplyTransitionDependencies {
  readonly executions: ExecutionStarter;
  /** Time for which a rejected voice is kept. */
  readonly rejectedGraceSeconds: number;
  readonly now: () => Date;
}

/**
 * Restores a deleted voice to its previous status. A voice that was not settled continues in a new execution.
 *
 * @throws ApiError `not_found`, or `invalid_state` if the voice is not deleted or a purge has claimed it
 */
export async function restoreVoice(
  voiceId: string,
  dependencies: RestoreVoiceDependencies,
): Promise<VoiceRecord> {
  const { executions, rejectedGraceSeconds, log } = dependencies;
  const record = await findVoice(dependencies.voices, voiceId);
  if (record.status !== 'DELETED' || record.purgeClaim) {
    throw new ApiError({ code: 'invalid_state', status: record.status });
  }
  const now = dependencies.now();
  const transition = restoreTransition(record.statusBeforeDelete);
  const purgeAt = new Date(now.getTime() + rejectedGraceSeconds * 1_000);
  try {
    const restored = await applyTransition(record, transition, { now, purgeAt }, dependencies);
    if (restored.run > record.run) {
      await executions.start(voiceId, restored.run).catch((error: unknown) => {
        // The voice is already restored, so the call succeeds. Reconciliation starts the execution.
        log.error('execution not started', { voiceId, error: String(error) });
      });
    }
    return restored;
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
    const { status } = await findVoice(dependencies.voices, voiceId);
    throw new ApiError({ code: 'invalid_state', status });
  }
}

function restoreTransition(before: Status): TransitionName {
  switch (before) {
    case 'REQUESTED':
      return 'restoredRequest';
    case 'DEPLOYING':
      return 'restoredReview';
    case 'OK':
      return 'restoredReady';
    case 'UNDEPLOYED':
      return 'restoredRejected';
    case 'TIMED_OUT':
      return 'restoredTimedOut';
    case 'CREATING':
    case 'FAILED':
    case 'DELETED':
    case 'PURGED':
    case 'EXPIRED':
      throw new TypeError(`a voice cannot be deleted from ${before}`);
    default:
      return assertNever(before);
  }
}
