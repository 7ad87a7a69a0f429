import { shortcuts } from '../../core/preferences.ts';
import { useStore } from '../../core/store.ts';
import { useWords } from '../../core/words.ts';

/** The keys with their commands, and the switch that turns them off. */
export function KeyHelp({ id, isOpen }: { id: string; isOpen: boolean }) {
  const { audition: text } = useWords();
  const state = useStore(shortcuts);
  const keys: readonly (readonly [readonly string[], string])[] = [
    [['1', '–', '9'], text.keys.play],
    [[text.space], text.keys.stop],
    [['A', 'B'], text.keys.compare],
    [[text.shift, 'A', 'B'], text.keys.assign],
    [[text.enter], text.keys.choose],
    [['?'], text.keys.help],
  ];
  return (
    <div id={id} class="keys" hidden={!isOpen}>
      <ul class={state === 'off' ? 'keys-off' : undefined}>
        {keys.map(([shown, command]) => (
          <li key={command}>
            {shown.map((key) => (key === '–' ? <span key={key}>{key}</span> : <kbd key={key}>{key}</kbd>))}{' '}
            {command}
          </li>
        ))}
      </ul>
      <label>
        <input
          type="checkbox"
          checked={state === 'on'}
          onChange={({ currentTarget }) => shortcuts.set(currentTarget.checked ? 'on' : 'off')}
        />
        {text.useShortcuts}
      </label>
    </div>
  );
}
