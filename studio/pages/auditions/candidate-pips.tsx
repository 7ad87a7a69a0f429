import type { ListedAuditionView } from '../../../client/index.ts';
import { useWords } from '../../core/words.ts';

export interface CandidatePipsProps {
  readonly audition: Pick<ListedAuditionView, 'candidates' | 'chosen' | 'status'>;
}

const ended: readonly ListedAuditionView['status'][] = ['DECIDED', 'LAPSED', 'CANCELLED'];

/** The states of the candidates, one mark each. The states are in the name of the whole, and in the tip of each mark. */
export function CandidatePips({
  audition: { candidates, chosen, status: auditionStatus },
}: CandidatePipsProps) {
  const { auditions: text, audition, common } = useWords();
  // The statuses in a list are those at the end of the audition, before the candidates that were not chosen are deleted.
  const hasEnded = ended.includes(auditionStatus);
  const states = candidates.map(({ voiceId, status }, index) => {
    const state = hasEnded ? text.notChosen : common.statuses[status];
    return text.candidateState(index + 1, voiceId === chosen ? audition.chosen : state);
  });
  const classOf = ({ voiceId, status }: ListedAuditionView['candidates'][number]) => {
    if (voiceId === chosen) return 'pip-chosen';
    return hasEnded ? 'pip-deleted' : `pip-${status.toLowerCase()}`;
  };
  return (
    <span class="pips" role="img" aria-label={text.candidateStates(states.join(', '))}>
      {candidates.map((candidate, index) => (
        <span key={candidate.voiceId} class={`pip ${classOf(candidate)}`} title={states[index]}>
          {index + 1}
        </span>
      ))}
    </span>
  );
}
