import type { ComponentChildren } from 'preact';
import type { AuditionView } from '../../../client/index.ts';
import { shortcuts } from '../../core/preferences.ts';
import { useStore } from '../../core/store.ts';
import { useWords } from '../../core/words.ts';
import { candidateName } from './candidate-name.ts';
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
  return (
    <section class="compare" aria-label={text.compare}>
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
              onClick={() => booth.compare(slot)}
            >
              <kbd>{slot}</kbd> {name}
            </button>
          );
        })}
      </div>
      <label class="compare-match" title={text.matchHint}>
        <input
          type="checkbox"
          checked={booth.isMatching}
          onChange={({ currentTarget }) => booth.setMatching(currentTarget.checked)}
        />
        {text.match}
      </label>
      <KeyHelp isOpen={isHelpOpen} onToggle={onHelp} />
      <div class="visually-hidden" role="status">
        {booth.sounding !== null && text.nowPlaying(candidateName(audition, booth.sounding, words))}
        {booth.sounding === null && booth.last !== null && text.stopped}
      </div>
    </section>
  );
}

/** The keys with their commands, and the switch that turns them off. */
function KeyHelp({ isOpen, onToggle }: { isOpen: boolean; onToggle: (isOpen: boolean) => void }) {
  const { audition: text } = useWords();
  const state = useStore(shortcuts);
  const keys: readonly (readonly [ComponentChildren, string])[] = [
    [<Keys key="play" keys={['1', '9']} between="–" />, text.keys.play],
    [<Keys key="stop" keys={[text.space]} />, text.keys.stop],
    [<Keys key="compare" keys={['A', 'B']} />, text.keys.compare],
    [<Keys key="assign" keys={[text.shift, 'A', 'B']} />, text.keys.assign],
    [<Keys key="choose" keys={[text.enter]} />, text.keys.choose],
    [<Keys key="help" keys={['?']} />, text.keys.help],
  ];
  return (
    <details class="keys" open={isOpen} onToggle={({ currentTarget }) => onToggle(currentTarget.open)}>
      <summary>{text.shortcuts}</summary>
      <label>
        <input
          type="checkbox"
          checked={state === 'on'}
          onChange={({ currentTarget }) => shortcuts.set(currentTarget.checked ? 'on' : 'off')}
        />
        {text.useShortcuts}
      </label>
      <ul class={state === 'off' ? 'keys-off' : undefined}>
        {keys.map(([shown, command]) => (
          <li key={command}>
            {shown} <span>{command}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Keys({ keys, between = '' }: { keys: readonly string[]; between?: string }) {
  return (
    <span>
      {keys.map((key, index) => (
        <span key={key}>
          {index > 0 && between} <kbd>{key}</kbd>
        </span>
      ))}
    </span>
  );
}
