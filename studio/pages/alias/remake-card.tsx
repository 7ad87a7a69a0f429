import { BriefFields } from '../../brief/brief-fields.tsx';
import { CheckPanel } from '../../brief/check-panel.tsx';
import { ClearButton } from '../../brief/clear-button.tsx';
import { candidateNumbers, isSingle } from '../../brief/draft.ts';
import { briefFields } from '../../brief/field-errors.ts';
import { useDraftForm } from '../../brief/use-draft-form.ts';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Select } from '../../ui/field.tsx';
import type { LoadedAlias } from './load-alias.ts';
import { draftOf, isMade, type MadeVoice } from './remake-draft.ts';
import { useRemake } from './use-remake.ts';

export interface RemakeCardProps {
  readonly loaded: LoadedAlias;
  /** Called after the remake has started. */
  readonly onChange: () => void;
}

/** Makes a new voice from the same brief, with another model or other words. With candidates, one is chosen by ear. */
export function RemakeCard({ loaded: { alias, voice }, onChange }: RemakeCardProps) {
  const { aliases: text } = useWords();
  return (
    <section class="card">
      <h2>{text.remake}</h2>
      <p class="hint">{isMade(voice) ? text.remakeHint : text.noBrief}</p>
      {isMade(voice) && <RemakeForm key={voice.voiceId} {...{ alias, voice, onChange }} />}
    </section>
  );
}

interface RemakeFormProps {
  readonly alias: LoadedAlias['alias'];
  readonly voice: MadeVoice;
  readonly onChange: () => void;
}

/** The fields of the brief, with the check of a new audition. */
function RemakeForm({ alias, voice, onChange }: RemakeFormProps) {
  const { aliases: text } = useWords();
  const { draft, check, fields, form, isSubmitting, clear, error } = useDraftForm({
    start: draftOf(voice),
    keptAs: `remake/${alias.alias}/${voice.voiceId}`,
    fieldNames: briefFields,
    useSubmit: (written) => useRemake({ alias, voice, draft: written, onStarted: onChange }),
  });
  return (
    <form {...form}>
      <BriefFields {...fields} former={voice} />
      <Select
        label={text.candidates}
        name="candidates"
        value={String(draft.candidates)}
        error={fields.errors.candidates}
        options={candidateNumbers.map((count) => ({
          value: String(count),
          text: count === 1 ? text.single : text.several(count),
        }))}
        onChange={(count) => fields.onChange({ candidates: Number(count) })}
      />
      <CheckPanel check={check} draft={draft} />
      <ErrorNote error={error} />
      <div class="form-buttons">
        <Button type="submit" kind="primary" busy={isSubmitting}>
          {isSingle(draft) ? text.startRemake : text.startAudition}
        </Button>
        <ClearButton onClear={clear} />
      </div>
    </form>
  );
}
