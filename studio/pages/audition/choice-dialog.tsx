import { useRef, useState } from 'preact/hooks';
import type { AuditionView } from '../../../client/index.ts';
import { useAction } from '../../core/action.ts';
import { type AliasState, useAliasState } from '../../core/alias-state.ts';
import { useClient } from '../../core/client.ts';
import { isAlias } from '../../core/request-limits.ts';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { TextField } from '../../ui/field.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { Words } from '../../words/index.ts';
import { candidateName } from './candidate-name.ts';

export interface ChoiceDialogProps {
  readonly audition: AuditionView;
  readonly voiceId: string;
  readonly onChange: () => void;
  readonly onClose: () => void;
}

/** Confirms a choice: the alias that moves, and what happens to the other candidates. */
export function ChoiceDialog({ audition, voiceId, onChange, onClose }: ChoiceDialogProps) {
  const words = useWords();
  const { audition: text, aliases, common } = words;
  const [alias, setAlias] = useState(audition.alias ?? '');
  const aliasState = useAliasState(alias);
  const error = aliasError(alias, audition, words);
  const choose = useChoice(audition, voiceId, { onChange, onClose });
  const confirm = () => {
    if (error === null) void choose.run(alias);
  };
  const name = candidateName(audition, voiceId, words);
  return (
    <Dialog
      title={text.dialogTitle(name)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" busy={choose.isRunning} onClick={confirm}>
            {text.chooseNamed(name)}
          </Button>
        </>
      }
    >
      <Consequences {...{ audition, voiceId, alias }} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
        onKeyDown={(event) => {
          // A key that is held down since it opened the dialog does not confirm.
          if (event.key === 'Enter' && event.repeat) event.preventDefault();
        }}
      >
        <TextField
          label={aliases.alias}
          hint={audition.alias === null ? text.aliasFieldHint : text.aliasRequired}
          error={error}
          value={alias}
          onInput={setAlias}
        />
      </form>
      <p role="status">{error === null && <AliasSentence {...{ audition, voiceId, aliasState }} />}</p>
      <ErrorNote error={choose.error} />
    </Dialog>
  );
}

function useChoice(
  { auditionId }: AuditionView,
  voiceId: string,
  { onChange, onClose }: Pick<ChoiceDialogProps, 'onChange' | 'onClose'>,
) {
  const words = useWords();
  const { audition: text } = words;
  const client = useClient();
  return useAction(async (alias: string) => {
    try {
      const decided = await client.auditions.choose(auditionId, voiceId, { ...(alias && { alias }) });
      const name = candidateName(decided, decided.chosen ?? voiceId, words);
      onClose();
      if (decided.chosen !== voiceId) showToast(text.overtaken(name, decided.chosenBy ?? text.someone));
      else
        showToast(
          decided.alias === null ? text.chosenToast(name) : text.chosenWithAlias(name, decided.alias),
        );
    } finally {
      onChange();
    }
  });
}

interface ConsequencesProps extends Pick<ChoiceDialogProps, 'audition' | 'voiceId'> {
  /** The alias that the choice moves. */
  readonly alias: string;
}

/** The consequences for the other candidates, and any choice made since the dialog opened. */
function Consequences({ audition, voiceId, alias }: ConsequencesProps) {
  const words = useWords();
  const { audition: text } = words;
  const { chosen, chosenBy, chosenAt, status } = audition;
  const before = useRef({ chosen, chosenAt }).current;
  const name = chosen === null ? '' : candidateName(audition, chosen, words);
  const former = audition.candidates.find((each) => each.voiceId === chosen);
  const keptBy = former?.aliases.find((each) => each !== alias);
  const isNew = chosen !== null && chosen !== voiceId && chosenAt !== before.chosenAt;
  return (
    <>
      <div role="alert">
        {isNew && <p class="note note-warn">{text.meanwhile(name, chosenBy ?? text.someone)}</p>}
      </div>
      {chosen !== null && chosen !== voiceId && (
        <p>{keptBy === undefined ? text.dialogFormer(name) : text.dialogKept(name, keptBy)}</p>
      )}
      <p>{text.dialogOthers}</p>
      {status === 'OPEN' && <p>{text.dialogOpen}</p>}
    </>
  );
}

interface AliasSentenceProps extends Pick<ChoiceDialogProps, 'audition' | 'voiceId'> {
  readonly aliasState: AliasState;
}

/** The target of the alias now. */
function AliasSentence({ audition, voiceId, aliasState }: AliasSentenceProps) {
  const words = useWords();
  const { audition: text, aliases } = words;
  const { alias, kind } = aliasState;
  switch (kind) {
    case 'none':
      return null;
    case 'loading':
      return aliases.lookingUp;
    case 'unknown':
      return aliases.lookupFailed;
    case 'new':
      return aliases.willBeCreated(alias);
    case 'pointing': {
      if (aliasState.voiceId === voiceId) return aliases.pointsHere(alias);
      const isCandidate = audition.candidates.some((each) => each.voiceId === aliasState.voiceId);
      const name = candidateName(audition, aliasState.voiceId, words);
      return isCandidate ? text.aliasFromCandidate(alias, name) : aliases.willMove(alias, name);
    }
  }
}

function aliasError(
  alias: string,
  audition: AuditionView,
  { audition: text, aliases }: Pick<Words, 'audition' | 'aliases'>,
): string | null {
  if (alias === '') return audition.alias === null ? null : text.aliasRequired;
  return isAlias(alias) ? null : aliases.invalid;
}
