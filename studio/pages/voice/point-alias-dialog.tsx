import { useState } from 'preact/hooks';
import { useAction } from '../../core/action.ts';
import { type AliasState, useAliasState } from '../../core/alias-state.ts';
import { useClient } from '../../core/client.ts';
import { isAlias } from '../../core/request-limits.ts';
import { link } from '../../core/router.ts';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { TextField } from '../../ui/field.tsx';
import { showToast } from '../../ui/toast.tsx';

export interface PointAliasDialogProps {
  readonly voiceId: string;
  /** Name of the voice, as the page shows it. */
  readonly name: string;
  readonly onChange: () => void;
  readonly onClose: () => void;
}

/** Points an alias at a voice: a new one, or one that moves from another voice. */
export function PointAliasDialog({ voiceId, name, onChange, onClose }: PointAliasDialogProps) {
  const { aliases: text, common } = useWords();
  const client = useClient();
  const [alias, setAlias] = useState('');
  const error = alias === '' || isAlias(alias) ? null : text.invalid;
  const point = useAction(async (ifVersion: number) => {
    await client.aliases.set(alias, voiceId, { ifVersion });
    onClose();
    showToast(text.pointed(alias));
    onChange();
  });
  const state = useAliasState(alias, point.error);
  const version = knownVersion(state, alias);
  const confirm = () => {
    if (version !== null) void point.run(version);
  };
  return (
    <Dialog
      title={text.pointTitle(name)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" busy={point.isRunning} disabled={version === null} onClick={confirm}>
            {text.confirmPoint}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        <TextField label={text.alias} hint={text.pointHint} error={error} value={alias} onInput={setAlias} />
      </form>
      <p role="status">{error === null && <AliasSentence {...{ state, voiceId }} />}</p>
      <ErrorNote error={point.error} />
    </Dialog>
  );
}

/** Returns the version that the alias must still have when it is set, or null until it is known. */
function knownVersion(state: AliasState, alias: string): number | null {
  if (state.alias !== alias) return null;
  if (state.kind === 'new') return 0;
  return state.kind === 'pointing' ? state.version : null;
}

/** The target of the alias now. */
function AliasSentence({ state, voiceId }: { state: AliasState; voiceId: string }) {
  const { aliases: text } = useWords();
  switch (state.kind) {
    case 'none':
      return null;
    case 'loading':
      return text.lookingUp;
    case 'unknown':
      return text.lookupFailed;
    case 'new':
      return text.willBeCreated(state.alias);
    case 'pointing':
      if (state.voiceId === voiceId) return text.pointsHere(state.alias);
      return (
        <>
          {text.willMove(state.alias, state.voiceId)}{' '}
          <a href={link(`/aliases/${state.alias}`, { compare: voiceId })}>{text.compareBoth}</a>
        </>
      );
  }
}
