import type { AuditionRecord } from '../../lambdas/shared/voice/audition-record.ts';
import { newVoiceId } from '../../lambdas/shared/voice/ids.ts';
import type { StoredVoices } from './stored-voices.ts';
import { instant } from './voices.ts';

const time = instant.toISOString();

/** Returns the record of an open audition with two candidates. */
export function openAudition(parts: Partial<AuditionRecord> = {}): AuditionRecord {
  return {
    auditionId: newVoiceId(instant),
    status: 'OPEN',
    version: 1,
    sequence: 0,
    pendingEvents: {},
    brief: {
      family: 'cosyvoice',
      scope: 'mainland',
      targetModel: 'cosyvoice-v3.5-plus',
      voicePrompt: 'A calm voice that takes its time.',
      previewText: 'The harbour is quiet tonight.',
      name: 'Evening reader',
      language: null,
      sampleRate: 24_000,
      responseFormat: 'wav',
      labels: {},
    },
    warnings: [],
    candidates: [
      { voiceId: newVoiceId(instant), status: 'REQUESTED' },
      { voiceId: newVoiceId(instant), status: 'REQUESTED' },
    ],
    complete: true,
    keepUntil: new Date(instant.getTime() + 72 * 3_600_000).toISOString(),
    chosen: null,
    chosenBy: null,
    chosenAt: null,
    alias: null,
    choicesBegun: 0,
    createdBy: 'ann',
    requestKey: null,
    createdAt: time,
    updatedAt: time,
    ...parts,
  };
}

/** Parts of candidates' records by their position. A candidate without parts is ready. */
export type CandidateParts = readonly Readonly<Record<string, unknown>>[];

/** Stores an audition and the records of its candidates. Without parts, there are two ready candidates. */
export async function storedAudition(
  stored: StoredVoices,
  parts: Partial<AuditionRecord> = {},
  candidates: CandidateParts = [{}, {}],
): Promise<AuditionRecord> {
  const voiceIds = candidates.map(() => newVoiceId(instant));
  const audition = openAudition({
    candidates: voiceIds.map((voiceId) => ({ voiceId, status: 'OK' })),
    ...parts,
  });
  await stored.auditions.put(audition);
  const { auditionId } = audition;
  for (const [index, voiceId] of voiceIds.entries()) {
    await stored.put({ voiceId, auditionId, requestKey: null, ...candidates[index] });
  }
  return audition;
}
