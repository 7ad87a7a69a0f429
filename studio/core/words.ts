import { type Words, words } from '../words/index.ts';
import { language } from './preferences.ts';
import { useStore } from './store.ts';

/**
 * Returns the words in the user's language.
 *
 * @example
 * const { common } = useWords();
 */
export function useWords(): Words {
  return words[useStore(language)];
}

/** Returns the locale of dates and numbers. */
export function useLocale(): string {
  return useStore(language) === 'zh' ? 'zh-CN' : 'en';
}
