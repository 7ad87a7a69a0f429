import type { AuditionStore } from '../stores/auditions.ts';
import type { VoiceStore } from '../stores/voices.ts';
import { ApiError } from '../validation/api-error.ts';
import type { AuditionRecord, Candidate } from '../voice/audition-record.ts';
import { candidateStatuses } from '../voice/audition-rules.ts';
import type { VoiceRecord } from '../voice/record.ts';

/** Reads an audition for a caller. @throws ApiError `not_found` */
export async function findAudition(
  auditions: Pick<AuditionStore, 'read'>,
  auditionId: string,
): Promise<AuditionRecord> {
  const record = await auditions.read(auditionId);
  if (!record) throw new ApiError({ code: 'not_found' });
  return record;
}

/** Reads the records of an audition's candidates, in order. */
export function readCandidates(
  { candidates }: Pick<AuditionRecord, 'candidates'>,
  voices: Pick<VoiceStore, 'read'>,
): Promise<(VoiceRecord | null)[]> {
  return Promise.all(candidates.map(({ voiceId }) => voices.read(voiceId)));
}

/** Returns the candidates of an audition with the statuses of their records. */
export function candidatesNow(
  audition: Pick<AuditionRecord, 'candidates' | 'complete'>,
  records: readonly (VoiceRecord | null)[],
): Candidate[] {
  const statuses = candidateStatuses(audition, records);
  return audition.candidates.map(({ voiceId, status }, index) => ({
    voiceId,
    status: statuses[index] ?? status,
  }));
}
