import type { AuditionStore } from '../stores/auditions.ts';
import { LostRaceError } from '../stores/items.ts';
import type { VoiceRequest } from '../validation/voice-request.ts';
import type { AuditionRecord } from '../voice/audition-record.ts';
import { isClosed } from '../voice/audition-rules.ts';
import type { VoiceRecord, Warning } from '../voice/record.ts';
import { mayWriteRecords, newCandidate } from './close-candidates.ts';
import { readCandidates } from './read-audition.ts';
import { recordVoice, startVoice } from './record-voice.ts';
import type { RequestVoiceDependencies } from './request-voice.ts';

/** The parts of a new audition. */
export interface NewAudition {
  /** The request for each candidate, with its defaults. */
  readonly request: VoiceRequest;
  readonly warnings: readonly Warning[];
  /** The ids of the candidates, in order. */
  readonly voiceIds: readonly string[];
  readonly keepUntil: string;
  readonly alias: string | null;
  /** The alias whose remake requests the audition. */
  readonly remakeOf?: AuditionRecord['remakeOf'];
  readonly owner: string;
  readonly requestKey: string | null;
}

export interface RecordAuditionDependencies {
  readonly auditions: Pick<AuditionStore, 'read' | 'put'>;
}

export interface CompleteAuditionDependencies
  extends Pick<RequestVoiceDependencies, 'voices' | 'executions' | 'log' | 'now'> {
  readonly auditions: Pick<AuditionStore, 'recordComplete'>;
  /** Time for which the record of a purged voice is kept. */
  readonly retentionSeconds: number;
}

/** Writes the record of an audition. @returns the record, which a concurrent call may have written */
export async function recordAudition(
  auditionId: string,
  audition: NewAudition,
  now: Date,
  { auditions }: RecordAuditionDependencies,
): Promise<AuditionRecord> {
  const record = newRecord(auditionId, audition, now.toISOString());
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

function newRecord(auditionId: string, audition: NewAudition, time: string): AuditionRecord {
  const { family, scope, targetModel, voicePrompt, previewText } = audition.request;
  const { name, language, sampleRate, responseFormat, labels } = audition.request;
  return {
    auditionId,
    status: 'OPEN',
    version: 1,
    sequence: 0,
    pendingEvents: {},
    brief: {
      family,
      scope,
      targetModel,
      voicePrompt,
      previewText,
      name,
      language,
      sampleRate,
      responseFormat,
      labels: { ...labels },
    },
    warnings: [...audition.warnings],
    candidates: audition.voiceIds.map((voiceId) => ({ voiceId, status: 'REQUESTED' })),
    complete: false,
    keepUntil: audition.keepUntil,
    chosen: null,
    chosenBy: null,
    chosenAt: null,
    alias: audition.alias,
    ...(audition.remakeOf && { remakeOf: audition.remakeOf }),
    choicesBegun: 0,
    createdBy: audition.owner,
    requestKey: audition.requestKey,
    createdAt: time,
    updatedAt: time,
  };
}
