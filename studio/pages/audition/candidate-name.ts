import type { AuditionView } from '../../../client/index.ts';
import type { Words } from '../../words/index.ts';

/** Returns the name of a candidate on the page, such as "Candidate 2". A voice that is none is named by its id. */
export function candidateName(
  { candidates }: Pick<AuditionView, 'candidates'>,
  voiceId: string,
  { audition }: Pick<Words, 'audition'>,
): string {
  const index = candidates.findIndex((each) => each.voiceId === voiceId);
  return index < 0 ? voiceId : audition.candidate(index + 1);
}
