import type { ExecutionStarter } from '../executions.ts';
import type { Log } from '../platform/log.ts';
import { LostRaceError } from '../stores/items.ts';
import type { PlaceCounter } from '../stores/places.ts';
import type { SwitchStore } from '../stores/switches.ts';
import type { VoiceStore } from '../stores/voices.ts';
import { ApiError } from '../validation/api-error.ts';
import type { VoiceRequest } from '../validation/voice-request.ts';
import { briefHashOf } from '../voice/brief.ts';
import type { ProviderList } from '../voice/provider-list.ts';
import { initialFields, type VoiceRecord, type Warning } from '../voice/record.ts';

/** The parts of a new record. */
export interface NewVoice {
  readonly request: VoiceRequest;
  readonly warnings: readonly Warning[];
  readonly owner: string;
  readonly requestKey: string | null;
  /** The audition whose candidate the voice is. */
  readonly auditionId?: string;
  /** The alias whose remake requests the voice. */
  readonly remakeOf?: string;
}

export interface RecordVoiceDependencies {
  readonly voices: Pick<VoiceStore, 'read' | 'put'>;
}

export interface ReservePlacesDependencies {
  readonly switches: SwitchStore;
  readonly places: Pick<PlaceCounter, 'take'>;
}

export interface StartVoiceDependencies {
  readonly executions: ExecutionStarter;
  readonly log: Log;
}

/**
 * Checks that creates are enabled and takes places for voices before anything is written: all of them or none. The next
 * count releases the places if the request fails or its key belongs to another request.
 *
 * @throws ApiError `creates_disabled`, `voice_quota_exhausted`
 */
export async function reservePlaces(
  { family, scope }: ProviderList,
  count: number,
  { switches, places }: ReservePlacesDependencies,
): Promise<void> {
  if (!(await switches.read()).creates) throw new ApiError({ code: 'creates_disabled' });
  if (!(await places.take({ family, scope }, count))) {
    throw new ApiError({ code: 'voice_quota_exhausted', family, scope });
  }
}

/** Writes the record of a requested voice. @returns the record, which a concurrent call may have written */
export async function recordVoice(
  voiceId: string,
  voice: NewVoice,
  now: Date,
  { voices }: RecordVoiceDependencies,
): Promise<VoiceRecord> {
  const record = newRecord(voiceId, voice, now);
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

/** Starts the workflow of a requested voice, unless it has begun. Succeeds even if the execution did not start. */
export async function startVoice(
  { voiceId, status, run }: VoiceRecord,
  { executions, log }: StartVoiceDependencies,
): Promise<void> {
  if (status !== 'REQUESTED' || run !== 0) return;
  try {
    await executions.start(voiceId, 0);
  } catch (error) {
    // A replay or reconciliation starts the recorded voice. An error here could make the caller request a second voice.
    log.error('execution not started', { voiceId, error: String(error) });
  }
}

function newRecord(voiceId: string, voice: NewVoice, now: Date): VoiceRecord {
  return {
    ...initialFields(now),
    voiceId,
    status: 'REQUESTED',
    ...voice.request,
    origin: 'requested',
    createdBy: voice.owner,
    requestKey: voice.requestKey,
    ...(voice.auditionId !== undefined && { auditionId: voice.auditionId }),
    ...(voice.remakeOf !== undefined && { remakeOf: voice.remakeOf }),
    briefHash: briefHashOf(voice.request),
    warnings: [...voice.warnings],
    preview: { missing: 'pending' },
  };
}
