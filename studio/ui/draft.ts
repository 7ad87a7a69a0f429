import { useRef, useState } from 'preact/hooks';

/**
 * Returns a text that is applied later than it is typed, and a function that changes it. When another value is applied, the
 * text follows in the same render: a later update would replace what the user types meanwhile.
 *
 * @example
 * const [draft, setDraft] = useDraft(filters.label ?? '');
 */
export function useDraft(applied: string): readonly [string, (draft: string) => void] {
  const [, setRenders] = useState(0);
  const kept = useRef({ applied, draft: applied });
  if (kept.current.applied !== applied) kept.current = { applied, draft: applied };
  const setDraft = (draft: string) => {
    kept.current = { ...kept.current, draft };
    setRenders((renders) => renders + 1);
  };
  return [kept.current.draft, setDraft];
}
