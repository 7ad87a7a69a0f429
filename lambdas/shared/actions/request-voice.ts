import type { ExecutionStarter } from '../executions.ts';
import type { Log } from '../platform/log.ts';
import type { IdempotencyStore, RequestKey } from '../stores/idempotency-keys.ts';
import { LostRaceError } from '../stores/items.ts';
import type { PlaceCounter } from '../stores/places.ts';
import type { SwitchStore } from '../stores/switches.ts';
import type { VoiceStore } from '../stores/voices.ts';
import { ApiError } from '../validation/api-error.ts';
import { fingerprintOf } from '../validation/fingerprint.ts';
import type { VoiceRequest, VoiceRequestInput } from '../validation/voice-request.ts';
import { initialFields, type VoiceRecord, type Warning } from '../voice/record.ts';

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

export interface RequestVoiceDependencies {
  readonly voices: Pick<VoiceStore, 'read' | 'put'>;
  readonly idempotencyKeys: IdempotencyStore;
  readonly switches: SwitchStore;
  readonly places: Pick<PlaceCounter, 'take'>;
  readonly executions: ExecutionStarter;
  readonly idempotencyHours: number;
  readonly now: () => Date;
  readonly newVoiceId: (now: Date) => string;
  readonly log: Log;
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
  const now = dependencies.now();
  const earlier = await findEarlierVoice(input, now, dependencies);
  if (!earlier?.record) await reserveCapacity(input, dependencies);
  const newId = dependencies.newVoiceId(now);
  const voiceId = earlier?.voiceId ?? (await recordKey(newId, input, now, dependencies));
  const replayed = voiceId !== newId;
  const record =
    earlier?.record ??
    ((replayed && (await dependencies.voices.read(voiceId))) ||
      (await writeRecord(voiceId, input, now, dependencies)));
  if (record.status === 'REQUESTED' && record.run === 0) await startExecution(voiceId, dependencies);
  return { record, replayed };
}

/** Returns the voice of an earlier request with the same key. Its record is null if that request did not write it. */
async function findEarlierVoice(
  input: RequestVoiceInput,
  now: Date,
  { idempotencyKeys, voices }: RequestVoiceDependencies,
): Promise<{ readonly voiceId: string; readonly record: VoiceRecord | null } | null> {
  const key = keyOf(input);
  const entry = key && (await idempotencyKeys.read(key, now));
  if (!entry) return null;
  checkFingerprint(entry.fingerprint, input);
  return { voiceId: entry.voiceId, record: await voices.read(entry.voiceId) };
}

/**
 * Checks that creates are enabled and takes a place for another voice before anything is written. The next count releases
 * the place if the request fails or its key belongs to another request.
 *
 * @throws ApiError `creates_disabled`, `voice_quota_exhausted`
 */
async function reserveCapacity(
  { request: { family, scope } }: RequestVoiceInput,
  { switches, places }: RequestVoiceDependencies,
): Promise<void> {
  if (!(await switches.read()).creates) throw new ApiError({ code: 'creates_disabled' });
  if (!(await places.take({ family, scope }))) {
    throw new ApiError({ code: 'voice_quota_exhausted', family, scope });
  }
}

/** Records the request's key with its voice. @returns the voice of the key, which a concurrent request may have created */
async function recordKey(
  newId: string,
  input: RequestVoiceInput,
  now: Date,
  { idempotencyKeys, idempotencyHours }: RequestVoiceDependencies,
): Promise<string> {
  const key = keyOf(input);
  if (!key) return newId;
  const fingerprint = fingerprintOf(input.submitted);
  const expiresAt = new Date(now.getTime() + idempotencyHours * 3_600_000);
  const entry = await idempotencyKeys.record(key, { voiceId: newId, fingerprint, expiresAt }, now);
  checkFingerprint(entry.fingerprint, input);
  return entry.voiceId;
}

function keyOf({ owner, requestKey }: RequestVoiceInput): RequestKey | null {
  return requestKey === null ? null : { owner, key: requestKey };
}

/** @throws ApiError `idempotency_key_reused` if the key was recorded for another request */
function checkFingerprint(fingerprint: string, { submitted }: RequestVoiceInput): void {
  if (fingerprint !== fingerprintOf(submitted)) throw new ApiError({ code: 'idempotency_key_reused' });
}

async function writeRecord(
  voiceId: string,
  input: RequestVoiceInput,
  now: Date,
  { voices }: RequestVoiceDependencies,
): Promise<VoiceRecord> {
  const record = newRecord(voiceId, input, now);
  try {
    await voices.put(record);
    return record;
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
    // A concurrent replay wrote the record, or this write succeeded and its response was lost.
    const existing = await voices.read(voiceId);
    if (!existing) throw error;
    return existing;
  }
}

async function startExecution(voiceId: string, { executions, log }: RequestVoiceDependencies): Promise<void> {
  try {
    await executions.start(voiceId, 0);
  } catch (error) {
    // A replay or reconciliation starts the recorded voice. An error here could make the caller request a second voice.
    log.error('execution not started', { voiceId, error: String(error) });
  }
}

function newRecord(voiceId: string, input: RequestVoiceInput, now: Date): VoiceRecord {
  return {
    ...initialFields(now),
    voiceId,
    status: 'REQUESTED',
    ...input.request,
    origin: 'requested',
    createdBy: input.owner,
    requestKey: input.requestKey,
    warnings: [...input.warnings],
    preview: { missing: 'pending' },
  };
}
