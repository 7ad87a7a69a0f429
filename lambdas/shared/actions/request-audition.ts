import type { AuditionStore } from '../stores/auditions.ts';
import type { AuditionRequestInput } from '../validation/audition-request.ts';
import type { VoiceRequest } from '../validation/voice-request.ts';
import type { AuditionRecord } from '../voice/audition-record.ts';
import type { VoiceRecord, Warning } from '../voice/record.ts';
import {
  type CompleteAuditionDependencies,
  completeAudition,
  type NewAudition,
  recordAudition,
} from './record-audition.ts';
import { reservePlaces } from './record-voice.ts';
import { findEarlierRequest, type KeyedRequest, recordRequestKey } from './request-key.ts';
import type { RequestVoiceDependencies } from './request-voice.ts';

export interface RequestAuditionInput {
  /** The request as it was sent, for its fingerprint. */
  readonly submitted: AuditionRequestInput;
  /** The request for each candidate, with its defaults. */
  readonly request: VoiceRequest;
  readonly warnings: readonly Warning[];
  readonly candidates: number;
  readonly keepHours: number;
  /** The alias that a choice points at the chosen voice. */
  readonly alias: string | null;
  readonly owner: string;
  /** The caller's idempotency key. Every request without a key creates a new audition. */
  readonly requestKey: string | null;
}

export interface RequestAuditionDependencies extends RequestVoiceDependencies, CompleteAuditionDependencies {
  readonly auditions: Pick<AuditionStore, 'read' | 'put' | 'recordComplete'>;
  /** Length of one of the hours for which an audition is kept. Local runs shorten it. */
  readonly keepHourSeconds: number;
}

export interface RequestedAudition {
  readonly record: AuditionRecord;
  /** The records of its candidates, in order. */
  readonly candidates: readonly (VoiceRecord | null)[];
  /** True if the audition belongs to an earlier request with the same key. */
  readonly replayed: boolean;
}

/**
 * Records an audition with the ids of its candidates, then the record of each candidate, and starts their workflows. Each
 * step can be repeated, so a replay or *recover voices* completes an earlier request under the same ids.
 *
 * @throws ApiError `idempotency_key_reused`; `creates_disabled` and `voice_quota_exhausted` unless it is a replay
 */
export async function requestAudition(
  input: RequestAuditionInput,
  dependencies: RequestAuditionDependencies,
): Promise<RequestedAudition> {
  const { auditions, newVoiceId } = dependencies;
  const now = dependencies.now();
  const request: KeyedRequest = { ...input, kind: 'audition' };
  const earlierId = await findEarlierRequest(request, now, dependencies);
  // The request of the key may have ended before it wrote its audition.
  const earlier = earlierId === null ? null : await auditions.read(earlierId);
  if (!earlier) await reservePlaces(input.request, input.candidates, dependencies);
  const newId = newVoiceId(now);
  const auditionId = earlierId ?? (await recordRequestKey(newId, request, now, dependencies));
  const record =
    earlier ?? (await recordAudition(auditionId, newAudition(input, now, dependencies), now, dependencies));
  const candidates = await completeAudition(record, dependencies);
  return { record, candidates, replayed: auditionId !== newId };
}

function newAudition(
  input: RequestAuditionInput,
  now: Date,
  { newVoiceId, keepHourSeconds }: RequestAuditionDependencies,
): NewAudition {
  return {
    ...input,
    voiceIds: Array.from({ length: input.candidates }, () => newVoiceId(now)),
    keepUntil: new Date(now.getTime() + input.keepHours * keepHourSeconds * 1_000).toISOString(),
  };
}
