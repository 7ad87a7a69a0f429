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
  readonly asked: VoiceRequestInput;
  readonly request: VoiceRequest;
  readonly warnings: readonly Warning[];
  readonly owner: string;
  /** The caller's idempotency key; without one every request is a new voice. */
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
  /** An earlier request had the same key: the record is that one's. */
  readonly replayed: boolean;
}

/**
 * Records a request and starts its workflow: first the pointer from the key to the voice, then the record, then the
 * execution. Each can be repeated, so that a replay finishes what an earlier request left undone, and of concurrent
 * requests with one key a single voice comes out. Once the record is written the request stands, started or not.
 *
 * @throws ApiError `idempotency_key_reused`; `creates_disabled` and `voice_quota_exhausted` unless it is a replay
 */
export async function requestVoice(
  input: RequestVoiceInput,
  dependencies: RequestVoiceDependencies,
): Promise<RequestedVoice> {
  const now = dependencies.now();
  const earlier = await earlierVoice(input, now, dependencies);
  if (!earlier?.record) await admit(input, dependencies);
  const own = dependencies.newVoiceId(now);
  const voiceId = earlier?.voiceId ?? (await point(own, input, now, dependencies));
  const replayed = voiceId !== own;
  const record =
    earlier?.record ??
    ((replayed && (await dependencies.voices.read(voiceId))) ||
      (await write(voiceId, input, now, dependencies)));
  if (record.status === 'REQUESTED' && record.run === 0) await start(voiceId, dependencies);
  return { record, replayed };
}

/** What an earlier request with the same key has left: a voice's id, and its record if it came that far. */
async function earlierVoice(
  input: RequestVoiceInput,
  now: Date,
  { idempotencyKeys, voices }: RequestVoiceDependencies,
): Promise<{ readonly voiceId: string; readonly record: VoiceRecord | null } | null> {
  const key = keyOf(input);
  const pointer = key && (await idempotencyKeys.read(key, now));
  if (!pointer) return null;
  refuseReuse(pointer.fingerprint, input);
  return { voiceId: pointer.voiceId, record: await voices.read(pointer.voiceId) };
}

/**
 * Takes a place for another voice, before anything is written of it. The place of a request that ends here, or whose key
 * turns out to be another request's, is given back by the next count.
 */
async function admit(
  { request: { family, scope } }: RequestVoiceInput,
  { switches, places }: RequestVoiceDependencies,
): Promise<void> {
  if (!(await switches.read()).creates) throw new ApiError({ code: 'creates_disabled' });
  if (!(await places.take({ family, scope }))) {
    throw new ApiError({ code: 'voice_quota_exhausted', family, scope });
  }
}

/** Points the request's key at its voice. @returns the voice that the key stands for: another's if that was faster */
async function point(
  own: string,
  input: RequestVoiceInput,
  now: Date,
  { idempotencyKeys, idempotencyHours }: RequestVoiceDependencies,
): Promise<string> {
  const key = keyOf(input);
  if (!key) return own;
  const fingerprint = fingerprintOf(input.asked);
  const expiresAt = new Date(now.getTime() + idempotencyHours * 3_600_000);
  const standing = await idempotencyKeys.record(key, { voiceId: own, fingerprint, expiresAt }, now);
  refuseReuse(standing.fingerprint, input);
  return standing.voiceId;
}

function keyOf({ owner, requestKey }: RequestVoiceInput): RequestKey | null {
  return requestKey === null ? null : { owner, key: requestKey };
}

function refuseReuse(fingerprint: string, { asked }: RequestVoiceInput): void {
  if (fingerprint !== fingerprintOf(asked)) throw new ApiError({ code: 'idempotency_key_reused' });
}

async function write(
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
    // Written by a replay that overtook this request, or by a try of this very write whose answer was lost.
    const standing = await voices.read(voiceId);
    if (!standing) throw error;
    return standing;
  }
}

async function start(voiceId: string, { executions, log }: RequestVoiceDependencies): Promise<void> {
  try {
    await executions.start(voiceId, 0);
  } catch (error) {
    // The record stands, and a replay or reconciliation starts it: to refuse now would invite a second voice.
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
