import { useId } from 'preact/hooks';
import type { AuditionView } from '../../../client/index.ts';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { candidateName } from './candidate-name.ts';
import { KeyHelp } from './key-help.tsx';
import type { Booth } from './use-booth.ts';

export interface CompareBarProps {
  readonly audition: AuditionView;
  readonly booth: Booth;
  readonly isHelpOpen: boolean;
  readonly onHelp: (isOpen: boolean) => void;
}

/** The comparison of two candidates, and the keys. */
export function CompareBar({ audition, booth, isHelpOpen, onHelp }: CompareBarProps) {
  const words = useWords();
  const { audition: text } = words;
  const id = useId();
  return (
    <section class="compare" aria-label={text.compare}>
      <CompareSlots audition={audition} booth={booth} />
      <label class="compare-match" title={text.matchHint}>
        <input
          type="checkbox"
          checked={booth.isMatching}
          onChange={({ currentTarget }) => booth.setMatching(currentTarget.checked)}
        />
        {text.match}
      </label>
      <Button
        kind="quiet"
        class="compare-keys"
        expanded={isHelpOpen}
        controls={id}
        onClick={() => onHelp(!isHelpOpen)}
      >
        {text.shortcuts} <kbd>?</kbd>
      </Button>
      <KeyHelp id={id} isOpen={isHelpOpen} />
      <div class="visually-hidden" role="status">
        {booth.sounding !== null && text.nowPlaying(candidateName(audition, booth.sounding, words))}
        {booth.sounding === null && booth.last !== null && text.stopped}
      </div>
    </section>
  );
}

function CompareSlots({ audition, booth }: Pick<CompareBarProps, 'audition' | 'booth'>) {
  const words = useWords();
  const { audition: text } = words;
  return (
    <div class="compare-slots">
      {(['A', 'B'] as const).map((slot) => {
        const voiceId = booth.slots[slot];
        const name = voiceId === null ? text.noSlot : candidateName(audition, voiceId, words);
        return (
          <button
            key={slot}
            type="button"
            class="compare-slot"
            disabled={voiceId === null}
            aria-pressed={voiceId !== null && booth.sounding === voiceId}
            aria-label={text.compareSlot(slot, name)}
            title={text.compareHint}
            onClick={() => booth.compare(slot)}
          >
            <kbd>{slot}</kbd> {name}
          </button>
        );
      })}
    </div>
  );
}
