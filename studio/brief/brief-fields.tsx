import type { VoiceView } from '../../client/index.ts';
import { type Bounds, codePointCount, type Family, requestLimits } from '../core/request-limits.ts';
import { useWords } from '../core/words.ts';
import { Button } from '../ui/button.tsx';
import { Select, TextField } from '../ui/field.tsx';
import { withFamily } from './draft.ts';
import type { FieldGroupProps } from './field-group.ts';
import { useLists } from './use-lists.ts';

/** The voice that is made again. */
export type FormerVoice = Pick<VoiceView, 'family' | 'scope' | 'targetModel'>;

export interface BriefFieldsProps extends FieldGroupProps {
  /** Its family, scope and model are offered even if the deployment no longer has them. Absent for a new voice. */
  readonly former?: FormerVoice;
}

/** The fields of the voice: where it is made, its description, and the text of the preview. */
export function BriefFields({ draft, errors, onChange, former }: BriefFieldsProps) {
  const { newAudition: text } = useWords();
  const { voicePrompt, previewText } = requestLimits.families[draft.family];
  return (
    <>
      <PlaceFields {...{ draft, errors, onChange, former }} />
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
    </>
  );
}

/** Family, scope and target model. Hides a choice with a single option. */
function PlaceFields({ draft, errors, onChange, former }: BriefFieldsProps) {
  const { newAudition: text, voices } = useWords();
  const { families, scopes } = useLists(draft.scope, former);
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
            ...(former ? [] : [{ value: '', text: text.defaultScope }]),
            ...scopes.map((value) => ({ value, text: voices.scopes[value] })),
          ]}
          onChange={(scope) => onChange({ scope })}
        />
      )}
      <ModelField {...{ draft, errors, onChange, former }} />
    </div>
  );
}

/** The known target models of the family, or the name of another one. */
function ModelField({ draft, errors, onChange, former }: BriefFieldsProps) {
  const { newAudition: text } = useWords();
  const current = former?.family === draft.family ? former.targetModel : null;
  const models = modelsOf(draft.family, current);
  const isKnown = models.includes(draft.targetModel);
  return (
    <>
      <Select
        label={text.targetModel}
        name={isKnown ? 'targetModel' : 'targetModels'}
        value={isKnown ? draft.targetModel : ''}
        error={isKnown && errors.targetModel}
        options={[
          ...models.map((value) => ({ value, text: value === current ? text.sameModel(value) : value })),
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

/** Returns the target models that the provider documents, and the current one, which may be newer or retired. */
function modelsOf(family: Family, current: string | null): readonly string[] {
  const { targetModels } = requestLimits.families[family];
  return current === null || targetModels.includes(current) ? targetModels : [current, ...targetModels];
}

/** The length of a text in code points, and its bounds. */
function Counter({ value, bounds }: { value: string; bounds: Bounds }) {
  const { newAudition: text } = useWords();
  const count = codePointCount(value);
  const isOutside = count > bounds.max || (count > 0 && count < bounds.min);
  return <span class={isOutside ? 'counter-outside' : undefined}>{text.counter(count, bounds)}</span>;
}
