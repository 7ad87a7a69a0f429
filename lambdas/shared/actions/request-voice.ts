import type { VoiceStore } from '../stores/voices.ts';
import type { VoiceRequest, VoiceRequestInput } from '../validation/voice-request.ts';
import type { VoiceRecord, Warning } from '../voice/record.ts';
import {
  type ReservePlacesDependencies,
  recordVoice,
  reservePlaces,
  type StartVoiceDependencies,
  startVoice,
} from './record-voice.ts';
import {
  findEarlierRequest,
  type KeyedRequest,
  type RequestKeyDependencies,
  recordRequestKey,
} from './request-key.ts';

export interface RequestVoiceInput {
  /** The request as it was sent, for its fingerprint. */
  readonly submitted: VoiceRequestInput;
  /** The same request with its defaults. */
  readonly request: VoiceRequest;
  readonly warnings: readonly Warning[];
  readonly owner: string;
  /** The caller's idempotency key. Every request without a key creates a new voice. */
  readonly requestKey: string | null;
}

export interface RequestVoiceDependencies
  extends RequestKeyDependencies,
    ReservePlacesDependencies,
    StartVoiceDependencies {
  readonly voices: Pick<VoiceStore, 'read' | 'put'>;
  readonly now: () => Date;
  readonly newVoiceId: (now: Date) => string;
}

export interface RequestedVoice {
  readonly record: VoiceRecord;
  /** True if the record belongs to an earlier request with the same key. */
  readonly replayed: boolean;
}

/**
 * Records a request and starts its workflow. Writes the idempotency key, then the record, then starts the execution.
 * Each step can be repeated, so a replay completes an earlier request, and concurrent requests with the same key create
 * one voice. Succeeds once the record is written, even if the execution did not start.
 *
 * @throws ApiError `idempotency_key_reused`; `creates_disabled` and `voice_quota_exhausted` unless it is a replay
 */
export async function requestVoice(
  input: RequestVoiceInput,
  dependencies: RequestVoiceDependencies,
): Promise<RequestedVoice> {
  const { voices } = dependencies;
  const now = dependencies.now();
  const request: KeyedRequest = { ...input, kind: 'voice' };
  const earlierId = await findEarlierRequest(request, now, dependencies);
  // The request of the key may have ended before it wrote its record.
  const earlier = earlierId === null ? null : await voices.read(earlierId);
  if (!earlier) await reservePlaces(input.request, 1, dependencies);
  const newId = dependencies.newVoiceId(now);
  const voiceId = earlierId ?? (await recordRequestKey(newId, request, now, dependencies));
  const replayed = voiceId !== newId;
  const record =
    earlier ??
    ((replayed && (await voices.read(voiceId))) || (await recordVoice(voiceId, input, now, dependencies)));
  await startVoice(record, dependencies);
  return { record, replayed };
}
