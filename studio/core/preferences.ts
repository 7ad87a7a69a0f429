import { Store } from './store.ts';

export const languages = ['en', 'zh'] as const;
/** A language of the studio. */
export type Language = (typeof languages)[number];

export const themes = ['system', 'light', 'dark'] as const;
/** The colors of the studio. `system` follows the operating system. */
export type Theme = (typeof themes)[number];

/** The language that the user has chosen, or else the first of the browser's languages that the studio has. */
export const language = new Store<Language>(kept('language', languages) ?? browserLanguage());

const switches = ['on', 'off'] as const;

/** Turns single keys as commands on and off. Some ways of using a keyboard need them to be off (WCAG 2.1.4). */
export const shortcuts = new Store<(typeof switches)[number]>(kept('shortcuts', switches) ?? 'on');

/** The colors that the user has chosen. */
export const theme = new Store<Theme>(kept('theme', themes) ?? 'system');

/** Applies the preferences to the page, now and when they change. */
export function applyPreferences(): void {
  const apply = () => {
    const root = document.documentElement;
    root.lang = language.value === 'zh' ? 'zh-CN' : 'en';
    if (theme.value === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme.value;
  };
  apply();
  for (const [name, store] of [
    ['language', language],
    ['theme', theme],
    ['shortcuts', shortcuts],
  ] as const) {
    store.subscribe(() => {
      apply();
      keep(name, store.value);
    });
  }
}

function browserLanguage(): Language {
  for (const tag of navigator.languages) {
    const found = languages.find((each) => tag.toLowerCase().split('-')[0] === each);
    if (found !== undefined) return found;
  }
  return 'en';
}

function kept<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
  try {
    const text = localStorage.getItem(`studio.${name}`);
    return values.find((value) => value === text);
  } catch {
    // A browser may forbid storage. The preferences then last as long as the page.
    return undefined;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`studio.${name}`, value);
  } catch {}
}
