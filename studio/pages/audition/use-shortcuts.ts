import { useLayoutEffect, useRef } from 'preact/hooks';
import { shortcuts } from '../../core/preferences.ts';
import { focusPlaceOf, type Shortcut, shortcutOf } from './shortcuts.ts';

/**
 * Runs commands of the keyboard while the page is shown, unless the user has turned them off or a dialog is open.
 *
 * @param run returns false if the command does nothing now, so that the key keeps its own effect
 */
export function useShortcuts(run: (shortcut: Shortcut) => boolean): void {
  const latest = useRef(run);
  latest.current = run;
  // The keys work as soon as the page is visible.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.isComposing || shortcuts.value === 'off') return;
      if (document.querySelector('dialog[open]') !== null) return;
      const shortcut = shortcutOf(event, focusPlaceOf(event.target));
      if (shortcut !== null && latest.current(shortcut)) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    document.addEventListener('click', focusCard);
    return () => {
      document.removeEventListener('keydown', listen);
      document.removeEventListener('click', focusCard);
    };
  }, []);
}

/**
 * Moves the focus to the card of a candidate that a click plays, so that Space and Enter are commands about the candidate
 * and not another click. A click that a key makes has no detail, and leaves the focus on the button.
 */
function focusCard({ target, detail }: MouseEvent): void {
  if (detail === 0 || shortcuts.value === 'off' || !(target instanceof Element)) return;
  if (target.closest('.play, .waveform') === null) return;
  target.closest<HTMLElement>('.candidate')?.focus();
}
