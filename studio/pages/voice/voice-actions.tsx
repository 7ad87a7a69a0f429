import { type ComponentChildren, Fragment } from 'preact';
import { useState } from 'preact/hooks';
import { ProblemError, type VoiceView } from '../../../client/index.ts';
import { useAction } from '../../core/action.ts';
import { useClient } from '../../core/client.ts';
import { link } from '../../core/router.ts';
import { useCan } from '../../core/session.ts';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { showToast } from '../../ui/toast.tsx';
import { PointAliasDialog } from './point-alias-dialog.tsx';

export interface VoiceActionsProps {
  readonly voice: VoiceView;
  readonly name: string;
  /** Called after a change, to load the voice again. */
  readonly onChange: () => void;
}

/** Download of the preview, an alias, deletion with undo, and restoration. Hides actions that the key does not permit. */
export function VoiceActions({ voice, name, onChange }: VoiceActionsProps) {
  const { voice: text, aliases, common } = useWords();
  const client = useClient();
  const [isPointing, setIsPointing] = useState(false);
  const can = useCan();
  const restore = useAction(async () => {
    await client.restore(voice.voiceId);
    showToast(text.restored(name));
    onChange();
  });
  const remove = useAction(async () => {
    const { status } = await client.delete(voice.voiceId);
    if (status === 'DELETED') {
      showToast(text.removed(name), { text: common.undo, run: () => void restore.run() });
    } else showToast(text.removalRequested(name));
    onChange();
  });
  const download = useAction(async () => location.assign(await client.downloadLink(voice.voiceId)));
  const isDeletable = !['FAILED', 'DELETED', 'PURGED'].includes(voice.status);
  return (
    <>
      {!('missing' in voice.preview) && (
        <Button busy={download.isRunning} onClick={() => void download.run()}>
          {text.download}
        </Button>
      )}
      {can('write') && voice.status === 'OK' && (
        <Button onClick={() => setIsPointing(true)}>{aliases.point}</Button>
      )}
      {isPointing && (
        <PointAliasDialog
          voiceId={voice.voiceId}
          name={name}
          onChange={onChange}
          onClose={() => setIsPointing(false)}
        />
      )}
      {can('write') && voice.status === 'DELETED' && (
        <Button kind="primary" busy={restore.isRunning} onClick={() => void restore.run()}>
          {text.restore}
        </Button>
      )}
      {can('write') && isDeletable && (
        <Button kind="danger" busy={remove.isRunning} onClick={() => void remove.run()}>
          {text.remove}
        </Button>
      )}
      <div class="page-actions-error">
        <ErrorNote error={remove.error ?? restore.error ?? download.error}>
          <AliasesInUse error={remove.error} />
        </ErrorNote>
      </div>
    </>
  );
}

/** The aliases that a deletion was refused for, as links. */
function AliasesInUse({ error }: { error: unknown }): ComponentChildren {
  const { voice: text } = useWords();
  if (!(error instanceof ProblemError) || error.code !== 'voice_in_use') return null;
  return (
    <p>
      {text.inUse}{' '}
      {(error.problem.aliases ?? []).map((alias) => (
        <Fragment key={alias}>
          <a href={link(`/aliases/${encodeURIComponent(alias)}`)}>{alias}</a>{' '}
        </Fragment>
      ))}
    </p>
  );
}
