import { useEffect, useRef } from 'preact/hooks';
import { ProblemError, type VoiceView } from '../../../client/index.ts';
import { useAction } from '../../core/action.ts';
import { useClient } from '../../core/client.ts';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Select } from '../../ui/field.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { LoadedAlias } from './load-alias.ts';
import { useReadyVoices, useVoice } from './use-voices.ts';
import { VoiceSide } from './voice-side.tsx';

export interface MoveCardProps {
  readonly loaded: LoadedAlias;
  /** The voice that is compared with the current one, or null. */
  readonly compared: string | null;
  readonly onCompare: (voiceId: string | null) => void;
  /** Called after a move. */
  readonly onChange: () => void;
}

/** Moves the alias to another voice, after both were compared. */
export function MoveCard({ loaded: { alias, voice }, compared, onCompare, onChange }: MoveCardProps) {
  const { aliases: text, common } = useWords();
  const client = useClient();
  const other = useVoice(compared);
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (compared !== null) card.current?.scrollIntoView({ block: 'nearest' });
  }, [compared]);
  const move = useAction(async (voiceId: string) => {
    await client.aliases.set(alias.alias, voiceId, { ifVersion: alias.version });
    showToast(text.moved(alias.alias));
    onCompare(null);
    onChange();
  });
  const isOvertaken = move.error instanceof ProblemError && move.error.code === 'version_mismatch';
  return (
    <section class="card" ref={card}>
      <h2>{text.move}</h2>
      <VoicePicker current={alias.voiceId} compared={other} onCompare={onCompare} />
      {other && (
        <>
          <div class="voice-sides">
            <VoiceSide voice={voice} title={text.oldVoice} slot="A" />
            <VoiceSide voice={other} title={text.newVoice} slot="B" />
          </div>
          <div class="dialog-actions">
            <Button onClick={() => onCompare(null)}>{common.cancel}</Button>
            <Button kind="primary" busy={move.isRunning} onClick={() => void move.run(other.voiceId)}>
              {text.confirmMove}
            </Button>
          </div>
        </>
      )}
      <ErrorNote error={move.error}>{isOvertaken && <p>{text.movedByOther}</p>}</ErrorNote>
    </section>
  );
}

interface VoicePickerProps {
  /** The id of the voice that is not offered. */
  readonly current: string;
  readonly compared: VoiceView | null;
  readonly onCompare: MoveCardProps['onCompare'];
}

/** The voices that are ready, and the compared one even if it is not among them. */
function VoicePicker({ current, compared, onCompare }: VoicePickerProps) {
  const { aliases: text, voices } = useWords();
  const ready = useReadyVoices()?.filter(({ voiceId }) => voiceId !== current);
  if (ready?.length === 0 && compared === null) return <p class="hint">{text.noOtherVoice}</p>;
  const isListed = ready?.some(({ voiceId }) => voiceId === compared?.voiceId) ?? false;
  const offered = [...(compared && !isListed ? [compared] : []), ...(ready ?? [])];
  return (
    <Select
      label={text.chooseVoice}
      hint={text.moveHint}
      value={compared?.voiceId ?? ''}
      options={[
        { value: '', text: text.pickVoice },
        ...offered.map(({ voiceId, name, voicePrompt }) => ({
          value: voiceId,
          text: name ?? voicePrompt ?? voices.unnamed,
        })),
      ]}
      onChange={(voiceId) => onCompare(voiceId === '' ? null : voiceId)}
    />
  );
}
