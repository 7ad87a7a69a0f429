import type { AuditionView, CandidateView } from '../../../client/index.ts';
import type { Slot } from '../../core/player.ts';
import { link } from '../../core/router.ts';
import { useCan } from '../../core/session.ts';
import { useWords } from '../../core/words.ts';
import { Badge, StatusBadge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { PlayButton } from '../../ui/play-button.tsx';
import { PlayError } from '../../ui/play-error.tsx';
import { Waveform } from '../../ui/waveform.tsx';
import { CandidateAnalysis } from './candidate-analysis.tsx';
import { isChoosable } from './candidate-rules.ts';
import type { Booth } from './use-booth.ts';

export interface CandidateCardProps {
  readonly audition: AuditionView;
  readonly candidate: CandidateView;
  readonly booth: Booth;
  readonly id: string;
  readonly number: number;
  readonly onChoose: () => void;
}

/** A candidate with its preview, its analysis, and the actions on it. */
export function CandidateCard(props: CandidateCardProps) {
  const { audition, candidate, booth, id, number } = props;
  const { audition: text } = useWords();
  const { voiceId, status } = candidate;
  const name = text.candidate(number);
  const isChosen = audition.chosen === voiceId;
  const options = { volume: booth.volumeOf(voiceId) };
  return (
    <li
      id={id}
      class={`card candidate ${isChosen ? 'candidate-chosen' : ''} ${booth.sounding === voiceId ? 'candidate-sounding' : ''}`}
      tabIndex={-1}
      aria-label={name}
    >
      <div class="candidate-head">
        <h3>
          <span class="key" aria-hidden="true">
            {number % 10}
          </span>{' '}
          {name}
        </h3>
        {isChosen ? <Badge tone="good">✓ {text.chosen}</Badge> : <StatusBadge status={status} />}
      </div>
      <div class="candidate-player">
        <PlayButton voice={candidate} name={name} options={options} />
        <Waveform voice={candidate} name={name} options={options} />
      </div>
      <PlayError voiceId={voiceId} />
      <Reason candidate={candidate} />
      <CandidateAnalysis candidate={candidate} volume={options.volume} />
      <CandidateActions {...props} name={name} />
    </li>
  );
}

/** The reason why the candidate cannot be used. */
function Reason({ candidate: { reason } }: { candidate: CandidateView }) {
  const { voice: text } = useWords();
  if (reason === null) return null;
  return (
    <div class="note note-bad">
      <p>{text.reasons[reason.code]}</p>
      {reason.providerCode && <p class="hint">{text.providerCode(reason.providerCode)}</p>}
    </div>
  );
}

function CandidateActions(props: CandidateCardProps & { readonly name: string }) {
  const { audition, candidate, booth, name, onChoose } = props;
  const { audition: text } = useWords();
  const can = useCan();
  const { voiceId, preview } = candidate;
  return (
    <div class="candidate-actions">
      {!('missing' in preview) && (
        <span class="slots">
          {(['A', 'B'] as const).map((slot) => (
            <SlotButton key={slot} {...{ slot, booth, voiceId, name }} />
          ))}
        </span>
      )}
      <a
        class="button button-quiet"
        href={link(`/voices/${voiceId}`)}
        aria-label={`${text.openVoice}, ${name}`}
      >
        {text.openVoice}
      </a>
      {can('write') && isChoosable(audition, candidate) && (
        <Button
          kind={audition.chosen === null ? 'primary' : 'plain'}
          class="candidate-choose"
          label={audition.chosen === null ? text.chooseNamed(name) : `${text.chooseInstead}, ${name}`}
          onClick={onChoose}
        >
          {audition.chosen === null ? text.choose : text.chooseInstead}
        </Button>
      )}
    </div>
  );
}

interface SlotButtonProps {
  readonly slot: Slot;
  readonly booth: Booth;
  readonly voiceId: string;
  readonly name: string;
}

/** Makes the candidate one of the two that are compared. */
function SlotButton({ slot, booth, voiceId, name }: SlotButtonProps) {
  const { audition: text } = useWords();
  return (
    <button
      type="button"
      class="slot"
      aria-pressed={booth.slots[slot] === voiceId}
      aria-label={text.useAs(slot, name)}
      onClick={() => booth.assign(slot, voiceId)}
    >
      {slot}
    </button>
  );
}
