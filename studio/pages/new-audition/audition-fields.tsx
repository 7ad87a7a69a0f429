import { candidateNumbers, isSingle } from '../../brief/draft.ts';
import type { FieldGroupProps } from '../../brief/field-group.ts';
import { useWords } from '../../core/words.ts';
import { Select, TextField } from '../../ui/field.tsx';

/** The fields of the audition that are used most. */
export function AuditionFields({ draft, errors, onChange }: FieldGroupProps) {
  const { newAudition: text } = useWords();
  return (
    <section class="card">
      <h2>{text.audition}</h2>
      <div class="field-row">
        <Select
          label={text.candidates}
          hint={isSingle(draft) && text.candidatesHint}
          name="candidates"
          value={String(draft.candidates)}
          error={errors.candidates}
          options={candidateNumbers.map((number) => ({
            value: String(number),
            text: text.candidatesOption(number),
          }))}
          onChange={(candidates) => onChange({ candidates: Number(candidates) })}
        />
        <TextField
          label={<OptionalLabel text={text.name} />}
          hint={text.nameHint}
          name="name"
          value={draft.name}
          error={errors.name}
          onInput={(name) => onChange({ name })}
        />
      </div>
      {!isSingle(draft) && (
        <TextField
          label={<OptionalLabel text={text.alias} />}
          hint={text.aliasHint}
          name="alias"
          value={draft.alias}
          error={errors.alias}
          onInput={(alias) => onChange({ alias })}
        />
      )}
    </section>
  );
}

function OptionalLabel({ text: name }: { text: string }) {
  const { newAudition: text } = useWords();
  return (
    <>
      {name} <span class="field-optional">{text.optional}</span>
    </>
  );
}
