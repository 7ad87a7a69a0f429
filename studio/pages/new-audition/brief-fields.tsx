import { type Bounds, codePointCount, type Family, requestLimits } from '../../core/request-limits.ts';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import { withFamily } from './draft.ts';
import type { FieldGroupProps } from './field-group.ts';
import { useLists } from './use-lists.ts';

/** The fields of the voice: where it is made, its description, and the text of the preview. */
export function BriefFields({ draft, errors, onChange }: FieldGroupProps) {
  const { newAudition: text } = useWords();
  const { voicePrompt, previewText } = requestLimits.families[draft.family];
  return (
    <section class="card">
      <h2>{text.brief}</h2>
      <PlaceFields {...{ draft, errors, onChange }} />
      <TextField
        label={text.voicePrompt}
        hint={text.voicePromptHint}
        placeholder={text.voicePromptPlaceholder}
        name="voicePrompt"
        rows={4}
        required
        value={draft.voicePrompt}
        error={errors.voicePrompt}
        aside={<Counter value={draft.voicePrompt} bounds={voicePrompt} />}
        onInput={(value) => onChange({ voicePrompt: value })}
      />
      <TextField
        label={text.previewText}
        hint={
          draft.previewText === '' ? (
            <Button
              kind="quiet"
              class="button-inline"
              onClick={() => onChange({ previewText: text.example })}
            >
              {text.useExample}
            </Button>
          ) : (
            text.previewTextHint
          )
        }
        name="previewText"
        rows={2}
        required
        value={draft.previewText}
        error={errors.previewText}
        aside={<Counter value={draft.previewText} bounds={previewText} />}
        onInput={(value) => onChange({ previewText: value })}
      />
    </section>
  );
}

/** Family, scope and target model. Hides a choice with a single option. */
function PlaceFields({ draft, errors, onChange }: FieldGroupProps) {
  const { newAudition: text, voices } = useWords();
  const { families, scopes } = useLists(draft.scope);
  return (
    <div class="field-row">
      {families.length > 1 && (
        <Select<Family>
          label={text.family}
          name="family"
          value={draft.family}
          error={errors.family}
          options={families.map((value) => ({ value, text: voices.families[value] }))}
          onChange={(family) => onChange(withFamily(draft, family))}
        />
      )}
      {scopes.length > 1 && (
        <Select
          label={text.scope}
          name="scope"
          value={draft.scope}
          error={errors.scope}
          options={[
            { value: '', text: text.defaultScope },
            ...scopes.map((value) => ({ value, text: voices.scopes[value] })),
          ]}
          onChange={(scope) => onChange({ scope })}
        />
      )}
      <ModelField {...{ draft, errors, onChange }} />
    </div>
  );
}

/** The known target models of the family, or the name of another one. */
function ModelField({ draft, errors, onChange }: FieldGroupProps) {
  const { newAudition: text } = useWords();
  const { targetModels } = requestLimits.families[draft.family];
  const isKnown = targetModels.includes(draft.targetModel);
  return (
    <>
      <Select
        label={text.targetModel}
        name={isKnown ? 'targetModel' : 'targetModels'}
        value={isKnown ? draft.targetModel : ''}
        error={isKnown && errors.targetModel}
        options={[
          ...targetModels.map((value) => ({ value, text: value })),
          { value: '', text: text.otherModel },
        ]}
        onChange={(targetModel) => onChange({ targetModel })}
      />
      {!isKnown && (
        <TextField
          label={text.otherModelName}
          name="targetModel"
          required
          value={draft.targetModel}
          error={errors.targetModel}
          onInput={(targetModel) => onChange({ targetModel })}
        />
      )}
    </>
  );
}

/** The length of a text in code points, and its bounds. */
export function Counter({ value, bounds }: { value: string; bounds: Bounds }) {
  const { newAudition: text } = useWords();
  const count = codePointCount(value);
  const isOutside = count > bounds.max || (count > 0 && count < bounds.min);
  return <span class={isOutside ? 'counter-outside' : undefined}>{text.counter(count, bounds)}</span>;
}
