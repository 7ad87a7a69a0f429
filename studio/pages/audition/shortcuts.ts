/** A command of the keyboard. */
export type Shortcut =
  | { readonly kind: 'play'; readonly index: number }
  | { readonly kind: 'stop' | 'choose' | 'help' }
  | { readonly kind: 'compare' | 'assign'; readonly slot: 'A' | 'B' };

/** The part of the page that has the focus: a text field, another control such as a button, or neither. */
export type FocusPlace = 'text' | 'control' | 'page';

export interface Pressed {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/**
 * Returns the command of a key, or null. No key has one in a text field, and Space and Enter have none on a control, where
 * they activate it.
 */
export function shortcutOf(pressed: Pressed, place: FocusPlace): Shortcut | null {
  const { key, code, shiftKey } = pressed;
  if (place === 'text' || pressed.ctrlKey || pressed.altKey || pressed.metaKey) return null;
  if (key === '?') return { kind: 'help' };
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] ?? /^\d$/.exec(key)?.[0];
  // The key 0 comes after 9, and plays the tenth candidate.
  if (digit !== undefined && !shiftKey) return { kind: 'play', index: (Number(digit) + 9) % 10 };
  const slot = ({ a: 'A', b: 'B' } as const)[key.toLowerCase()];
  if (slot !== undefined) return { kind: shiftKey ? 'assign' : 'compare', slot };
  if (place === 'control') return null;
  if (key === ' ') return { kind: 'stop' };
  return key === 'Enter' ? { kind: 'choose' } : null;
}

/** Returns where an element is for {@link shortcutOf}. */
export function focusPlaceOf(target: EventTarget | null): FocusPlace {
  if (!(target instanceof Element)) return 'page';
  if (target.closest('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]'))
    return 'text';
  return target.closest('button, a, input, summary, [role="slider"], [role="tab"]') ? 'control' : 'page';
}
