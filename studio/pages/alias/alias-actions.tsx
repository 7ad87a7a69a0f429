import type { AliasView } from '../../../client/index.ts';
import { useAction } from '../../core/action.ts';
import { useClient } from '../../core/client.ts';
import { navigate } from '../../core/router.ts';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { showToast } from '../../ui/toast.tsx';

/** Deletes the alias. Undo points it at the same voice again. */
export function AliasActions({ alias: { alias, voiceId } }: { alias: AliasView }) {
  const { aliases: text, common } = useWords();
  const client = useClient();
  const restore = useAction(async () => {
    await client.aliases.set(alias, voiceId, { ifVersion: 0 });
    showToast(text.restored(alias));
    navigate(`/aliases/${alias}`);
  });
  const remove = useAction(async () => {
    await client.aliases.delete(alias);
    showToast(text.removed(alias), { text: common.undo, run: () => void restore.run() });
    navigate('/aliases');
  });
  return (
    <>
      <Button kind="danger" busy={remove.isRunning} onClick={() => void remove.run()}>
        {text.remove}
      </Button>
      <div class="page-actions-error">
        <ErrorNote error={remove.error ?? restore.error} />
      </div>
    </>
  );
}
