import { type StateUpdater, useLayoutEffect, useState } from 'preact/hooks';
import { dropDraft, keepDraft, keptDraft } from '../core/drafts.ts';
import { type Draft, isDraft } from './draft.ts';

export interface KeptDraft {
  readonly draft: Draft;
  readonly setDraft: (update: StateUpdater<Draft>) => void;
  /** True if the draft differs from the one with which the form begins. */
  readonly isChanged: boolean;
}

/** Returns a draft that is kept in this tab while it is changed. */
export function useKeptDraft(start: Draft, name: string): KeptDraft {
  const [draft, setDraft] = useState(() => {
    const kept = keptDraft(name);
    return isDraft(kept) ? kept : start;
  });
  const isChanged = JSON.stringify(draft) !== JSON.stringify(start);
  useLayoutEffect(() => {
    if (isChanged) keepDraft(name, draft);
    else dropDraft(name);
  }, [draft]);
  return { draft, setDraft, isChanged };
}
