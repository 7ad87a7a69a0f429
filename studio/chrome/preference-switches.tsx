import { language, type Theme, theme, themes } from '../core/preferences.ts';
import { useStore } from '../core/store.ts';
import { useWords } from '../core/words.ts';

/** Each language by its own name. */
const names = { en: 'English', zh: '中文' } as const;

/** The choice of language and colors. */
export function PreferenceSwitches() {
  const { common } = useWords();
  const currentLanguage = useStore(language);
  const currentTheme = useStore(theme);
  const next = currentLanguage === 'en' ? 'zh' : 'en';
  return (
    <>
      <button
        type="button"
        class="button button-quiet"
        lang={next === 'zh' ? 'zh-CN' : 'en'}
        onClick={() => language.set(next)}
      >
        {names[next]}
      </button>
      <select
        class="theme"
        aria-label={common.theme}
        value={currentTheme}
        onChange={({ currentTarget }) => theme.set(themeOf(currentTarget.value))}
      >
        {themes.map((each) => (
          <option key={each} value={each} selected={each === currentTheme}>
            {common.themes[each]}
          </option>
        ))}
      </select>
    </>
  );
}

function themeOf(value: string): Theme {
  return themes.find((each) => each === value) ?? 'system';
}
