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
  /** How long a rejected voice is kept. */
  readonly rejectedGraceSeconds: number;
  readonly now: () => Date;
}

/**
 * Takes a soft deletion back: the voice is what it was before. One that was still on its way goes on in a new execution.
 *
 * @throws ApiError `not_found`; `invalid_state` unless the voice is deleted and not being purged
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
  const transition = restoring(record.statusBeforeDelete);
  const purgeAt = new Date(now.getTime() + rejectedGraceSeconds * 1_000);
  try {
    const restored = await applyTransition(record, transition, { now, purgeAt }, dependencies);
    if (restored.run > record.run) {
      await executions.start(voiceId, restored.run).catch((error: unknown) => {
        // The record stands; to refuse now would leave the caller with a voice that is restored all the same.
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

function restoring(before: Status): TransitionName {
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
      throw new TypeError(`no voice is deleted from ${before}`);
    default:
      return assertNever(before);
  }
}
