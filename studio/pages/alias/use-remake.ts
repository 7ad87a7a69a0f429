import { type Action, useAction } from '../../core/action.ts';
import { useClient } from '../../core/client.ts';
import { navigate } from '../../core/router.ts';
import { useWords } from '../../core/words.ts';
import { showToast } from '../../ui/toast.tsx';
import type { LoadedAlias } from './load-alias.ts';

/** The changes of a remake. */
export interface RemakeDraft {
  /** Empty to keep the model. */
  readonly model: string;
  /** With 1, the alias moves as soon as the voice is ready. */
  readonly count: number;
  readonly voicePrompt: string;
  readonly previewText: string;
}

/** Returns the action that starts a remake. With candidates, it opens their audition. */
export function useRemake(
  { alias: { alias, version }, voice }: LoadedAlias,
  { model, count, voicePrompt, previewText }: RemakeDraft,
  onStarted: () => void,
): Action<[]> {
  const { aliases: text } = useWords();
  const client = useClient();
  return useAction(async () => {
    const changes = {
      ...(model !== '' && { targetModel: model }),
      ...(voicePrompt !== voice.voicePrompt && { voicePrompt }),
      ...(previewText !== voice.previewText && { previewText }),
    };
    const options = { ifVersion: version };
    if (count > 1) {
      const { auditionId } = await client.aliases.remakeWithCandidates(alias, count, changes, options);
      navigate(`/auditions/${auditionId}`);
      return;
    }
    await client.aliases.remake(alias, changes, options);
    showToast(text.remakeStarted(alias));
    onStarted();
  });
}
