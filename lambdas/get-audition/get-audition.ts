import { findAudition, readCandidates } from '../shared/actions/read-audition.ts';
import type { AuditionStore } from '../shared/stores/auditions.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { type AuditionView, auditionView } from '../shared/voice/audition-view.ts';

export interface GetAuditionDependencies {
  readonly auditions: Pick<AuditionStore, 'read'>;
  readonly voices: Pick<VoiceStore, 'read'>;
}

/** Returns an audition with its candidates. @throws ApiError `not_found` */
export async function getAudition(
  auditionId: string,
  { auditions, voices }: GetAuditionDependencies,
): Promise<AuditionView> {
  const record = await findAudition(auditions, auditionId);
  return auditionView(record, await readCandidates(record, voices));
}
