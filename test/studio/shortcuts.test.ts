import { describe, expect, it } from '@jest/globals';
import { type FocusPlace, shortcutOf } from '../../studio/pages/audition/shortcuts.ts';

const press = (key: string, parts: { code?: string; place?: FocusPlace; modifiers?: object } = {}) =>
  shortcutOf(
    {
      key,
      code: parts.code ?? '',
      shiftKey: false,
      ctrlKey: false,
      altKey: false,
      metaKey: false,
      ...parts.modifiers,
    },
    parts.place ?? 'page',
  );

describe('keys of an audition', () => {
  it.each([
    ['1', { kind: 'play', index: 0 }],
    ['9', { kind: 'play', index: 8 }],
    ['0', { kind: 'play', index: 9 }],
    ['a', { kind: 'compare', slot: 'A' }],
    ['B', { kind: 'compare', slot: 'B' }],
    [' ', { kind: 'stop' }],
    ['Enter', { kind: 'choose' }],
    ['?', { kind: 'help' }],
    ['x', null],
    ['Tab', null],
    ['F1', null],
  ])('are commands: %s', (key, command) => {
    expect(press(key)).toEqual(command);
  });

  it('include the digits of layouts that type them with Shift, and of the number pad', () => {
    expect(press('&', { code: 'Digit1' })).toEqual({ kind: 'play', index: 0 });
    expect(press('2', { code: 'Numpad2' })).toEqual({ kind: 'play', index: 1 });
  });

  it('assign the last candidate to A or B with Shift', () => {
    const modifiers = { shiftKey: true };
    expect(press('A', { modifiers })).toEqual({ kind: 'assign', slot: 'A' });
    expect(press('B', { modifiers })).toEqual({ kind: 'assign', slot: 'B' });
  });

  it('are no commands in text fields', () => {
    for (const key of ['1', 'a', ' ', 'Enter', '?']) expect(press(key, { place: 'text' })).toBeNull();
  });

  it('activate a control instead of being commands, where they do', () => {
    for (const key of [' ', 'Enter']) expect(press(key, { place: 'control' })).toBeNull();
    expect(press('3', { place: 'control' })).toEqual({ kind: 'play', index: 2 });
    expect(press('b', { place: 'control' })).toEqual({ kind: 'compare', slot: 'B' });
  });

  it('are left to the browser with Ctrl, Alt and Meta', () => {
    for (const name of ['ctrlKey', 'altKey', 'metaKey']) {
      for (const key of ['1', 'a', 'b', 'Enter']) {
        expect(press(key, { modifiers: { [name]: true } })).toBeNull();
      }
    }
  });
});
