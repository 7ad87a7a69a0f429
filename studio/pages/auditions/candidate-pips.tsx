import type { ListedAuditionView } from '../../../client/index.ts';
import { useWords } from '../../core/words.ts';

export interface CandidatePipsProps extends Pick<ListedAuditionView, 'candidates' | 'chosen'> {}

/** The states of the candidates, one mark each. The states are in the name of the whole, and in the tip of each mark. */
export function CandidatePips({ candidates, chosen }: CandidatePipsProps) {
  const { auditions: text, audition, common } = useWords();
  const states = candidates.map(({ voiceId, status }, index) =>
    text.candidateState(index + 1, voiceId === chosen ? audition.chosen : common.statuses[status]),
  );
  return (
    <span class="pips" role="img" aria-label={text.candidateStates(states.join(', '))}>
      {candidates.map(({ voiceId, status }, index) => (
        <span
          key={voiceId}
          class={`pip pip-${voiceId === chosen ? 'chosen' : status.toLowerCase()}`}
          title={states[index]}
        >
          {index + 1}
        </span>
      ))}
    </span>
  );
}
