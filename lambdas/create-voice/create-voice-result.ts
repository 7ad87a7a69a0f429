import type { ReviewSchedule, Status, CreateOutcome as WorkflowOutcome } from '../shared/contract.ts';
import { outcomeUnknown } from '../shared/voice/reasons.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';
import { type ParkTimes, parkTimes, statusOnceMade } from '../shared/voice/review.ts';
import { languagesSpoken, type PublicView, publicView } from '../shared/voice/view.ts';
import { noWakes, type WakeHistory } from '../shared/voice/wakes.ts';

/** The output of the create function. The workflow continues from it. */
export interface CreateVoiceOutput extends CreateVoiceResult {
  /** The beginning of the review, or its continuation by a new run. Used only with `made`. */
  readonly review: ParkTimes & {
    readonly polls: number;
    readonly waitSeconds: number;
    readonly woken: WakeHistory;
  };
}

/** The result of the create function, without the times of the review. */
export interface CreateVoiceResult {
  readonly voiceId: string;
  readonly run: number;
  /** Consecutive failures without an output. An output resets the count. */
  readonly interruptions: 0;
  readonly outcome: WorkflowOutcome;
  /** Whole seconds before the function is called again. Only with `again`. */
  readonly waitSeconds: number;
  /** The reason without the provider's message. Only with `failed`. */
  readonly reason: PublicView['reason'];
  /** The values that could not be written. Only with `unrecorded`. */
  readonly unrecorded: {
    readonly attempt: string;
    readonly claimId: string;
    readonly providerVoiceId: string;
    readonly keyId: string;
  } | null;
  /** Values of a deletion that was requested meanwhile. The workflow writes them. */
  readonly deletion: { readonly purgeAt: string; readonly statusBeforeDelete: Status } | null;
  /** The value of `voice.use.languages` once the voice is usable. */
  readonly languages: NonNullable<PublicView['use']>['languages'];
  readonly voice: PublicView;
}

/** The result for a voice that was made. It moves to `DELETED` if its deletion was requested meanwhile. */
export function made(record: VoiceRecord): CreateVoiceResult {
  const deletion = deletionOf(record, statusOnceMade(record));
  return result(record, { outcome: deletion ? 'madeDeleted' : 'made', deletion });
}

/** The result for a deletion before the create. Nothing was sent, or it certainly did nothing, and no claim is possible. */
export function deletedBeforeCreation(record: VoiceRecord): CreateVoiceResult {
  return result(record, { outcome: 'deletedUnmade', deletion: deletionOf(record, 'REQUESTED') });
}

function deletionOf(record: VoiceRecord, statusBeforeDelete: Status): CreateVoiceResult['deletion'] {
  if (record.status !== 'CREATING' || !record.deleteRequested) return null;
  return { purgeAt: record.deleteRequested.purgeAt, statusBeforeDelete };
}

export function failed(record: VoiceRecord): CreateVoiceResult {
  const { code, providerCode } = record.reason ?? outcomeUnknown;
  return result(record, { outcome: 'failed', reason: { code, ...(providerCode && { providerCode }) } });
}

export function result(
  record: VoiceRecord,
  overrides: Pick<CreateVoiceResult, 'outcome'> & Partial<CreateVoiceResult>,
): CreateVoiceResult {
  return {
    voiceId: record.voiceId,
    run: record.run,
    interruptions: 0,
    waitSeconds: 1,
    reason: null,
    unrecorded: null,
    deletion: null,
    languages: languagesSpoken(record),
    voice: publicView(record),
    ...overrides,
  };
}

/** Adds the times of the review. */
export function withReview(
  result: CreateVoiceResult,
  schedule: Omit<ReviewSchedule, 'maxWaitSeconds'>,
  now: Date,
): CreateVoiceOutput {
  const { polls, reviewStartedAt } = result.voice;
  const startedAt = reviewStartedAt === null ? now : new Date(reviewStartedAt);
  const review = {
    polls,
    waitSeconds: schedule.firstWaitSeconds,
    ...parkTimes(schedule, startedAt, now),
    woken: noWakes,
  };
  return { ...result, review };
}
