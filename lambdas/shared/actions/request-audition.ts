import type { AuditionStore } from '../stores/auditions.ts';
import { LostRaceError } from '../stores/items.ts';
import type { AuditionRequestInput } from '../validation/audition-request.ts';
import type { VoiceRequest } from '../validation/voice-request.ts';
import type { AuditionRecord } from '../voice/audition-record.ts';
import { isClosed } from '../voice/audition-rules.ts';
import type { VoiceRecord, Warning } from '../voice/record.ts';
import { mayWriteRecords, newCandidate } from './close-candidates.ts';
import { readCandidates } from './read-audition.ts';
import { recordVoice, reservePlaces, startVoice } from './record-voice.ts';
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

export interface CompleteAuditionDependencies
  extends Pick<RequestVoiceDependencies, 'voices' | 'executions' | 'log' | 'now'> {
  readonly auditions: Pick<AuditionStore, 'recordComplete'>;
  /** Time for which the record of a purged voice is kept. */
  readonly retentionSeconds: number;
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
  const record = earlier ?? (await recordAudition(auditionId, input, now, dependencies));
  const candidates = await completeAudition(record, dependencies);
  return { record, candidates, replayed: auditionId !== newId };
}

/**
 * Writes the missing records of an open audition's candidates and starts their workflows, then records that it is
 * complete. After that, a missing record is never written again.
 *
 * @returns the records of the candidates, in order
 */
export async function completeAudition(
  audition: AuditionRecord,
  dependencies: CompleteAuditionDependencies,
): Promise<readonly (VoiceRecord | null)[]> {
  const { voices, auditions, now } = dependencies;
  if (isClosed(audition.status) || !mayWriteRecords(audition, dependencies)) {
    return readCandidates(audition, voices);
  }
  const records = await Promise.all(
    audition.candidates.map(async ({ voiceId }) => {
      const record = await recordVoice(voiceId, newCandidate(audition), now(), dependencies);
      await startVoice(record, dependencies);
      return record;
    }),
  );
  await auditions.recordComplete(audition.auditionId);
  return records;
}

async function recordAudition(
  auditionId: string,
  input: RequestAuditionInput,
  now: Date,
  { auditions, newVoiceId, keepHourSeconds }: RequestAuditionDependencies,
): Promise<AuditionRecord> {
  const time = now.toISOString();
  const { family, scope, targetModel, voicePrompt, previewText } = input.request;
  const { name, language, sampleRate, responseFormat, labels } = input.request;
  const record: AuditionRecord = {
    auditionId,
    status: 'OPEN',
    version: 1,
    sequence: 0,
    pendingEvents: {},
    brief: {
      ...{ family, scope, targetModel, voicePrompt, previewText },
      ...{ name, language, sampleRate, responseFormat, labels: { ...labels } },
    },
    warnings: [...input.warnings],
    candidates: Array.from({ length: input.candidates }, () => ({
      voiceId: newVoiceId(now),
      status: 'REQUESTED',
    })),
    complete: false,
    keepUntil: new Date(now.getTime() + input.keepHours * keepHourSeconds * 1_000).toISOString(),
    chosen: null,
    alias: input.alias,
    choicesBegun: 0,
    createdBy: input.owner,
    requestKey: input.requestKey,
    createdAt: time,
    updatedAt: time,
  };
  try {
    await auditions.put(record);
    return record;
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
    // A concurrent replay wrote the audition, or this write succeeded and its response was lost.
    const existing = await auditions.read(auditionId);
    if (!existing) throw error;
    return existing;
  }
}
