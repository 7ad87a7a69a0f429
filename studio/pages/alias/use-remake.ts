import { type Draft, isSingle } from '../../brief/draft.ts';
import { type Action, useAction } from '../../core/action.ts';
import { useClient } from '../../core/client.ts';
import { navigate } from '../../core/router.ts';
import { useWords } from '../../core/words.ts';
import { showToast } from '../../ui/toast.tsx';
import type { LoadedAlias } from './load-alias.ts';
import { changesOf, type MadeVoice } from './remake-draft.ts';

export interface RemakeOptions {
  readonly alias: LoadedAlias['alias'];
  /** The voice of the alias. */
  readonly voice: MadeVoice;
  readonly draft: Draft;
  /** Called after the remake of a single voice has started. */
  readonly onStarted: () => void;
}

/** Returns the action that starts a remake. With candidates, it opens their audition. */
export function useRemake({ alias: { alias, version }, voice, draft, onStarted }: RemakeOptions): Action<[]> {
  const { aliases: text } = useWords();
  const client = useClient();
  return useAction(async () => {
    const changes = changesOf(draft, voice);
    const options = { ifVersion: version };
    if (isSingle(draft)) {
      await client.aliases.remake(alias, changes, options);
      showToast(text.remakeStarted(alias));
      onStarted();
      return;
    }
    const { candidates } = draft;
    const { auditionId } = await client.aliases.remakeWithCandidates(alias, candidates, changes, options);
    navigate(`/auditions/${auditionId}`);
  });
}
