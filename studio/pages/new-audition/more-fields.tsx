import { isSingle } from '../../brief/draft.ts';
import type { FieldGroupProps } from '../../brief/field-group.ts';
import { requestLimits } from '../../core/request-limits.ts';
import { useLocale, useWords } from '../../core/words.ts';
import { Select, TextField } from '../../ui/field.tsx';
import { LabelFields } from './label-fields.tsx';

export interface MoreFieldsProps extends FieldGroupProps {
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}

/** Formats whose previews are analyzed. */
const analyzed: readonly string[] = ['wav', 'pcm'];

/** The fields that most requests leave at their defaults. */
export function MoreFields({ draft, errors, onChange, isOpen, onToggle }: MoreFieldsProps) {
  const { newAudition: text } = useWords();
  return (
    <details class="card more" open={isOpen} onToggle={({ currentTarget }) => onToggle(currentTarget.open)}>
      <summary>{text.more}</summary>
      <FormatFields {...{ draft, errors, onChange }} />
      {!isSingle(draft) && (
        <TextField
          label={text.keepHours}
          hint={text.keepHoursHint(requestLimits.keepHours)}
          name="keepHours"
          value={draft.keepHours}
          error={errors.keepHours}
          onInput={(keepHours) => onChange({ keepHours })}
        />
      )}
      <LabelFields labels={draft.labels} error={errors.labels} onChange={(labels) => onChange({ labels })} />
    </details>
  );
}

function FormatFields({ draft, errors, onChange }: FieldGroupProps) {
  const { newAudition: text } = useWords();
  const locale = useLocale();
  const { languages, sampleRates, responseFormats } = requestLimits.families[draft.family];
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  return (
    <div class="field-row">
      <Select
        label={text.language}
        name="language"
        value={draft.language}
        error={errors.language}
        options={[
          { value: '', text: text.anyLanguage },
          ...languages.map((value) => ({ value, text: names.of(value) ?? value })),
        ]}
        onChange={(language) => onChange({ language })}
      />
      <Select
        label={text.sampleRate}
        name="sampleRate"
        value={String(draft.sampleRate)}
        error={errors.sampleRate}
        options={sampleRates.map((rate) => ({ value: String(rate), text: `${rate / 1_000} kHz` }))}
        onChange={(rate) => onChange({ sampleRate: Number(rate) })}
      />
      <Select
        label={text.responseFormat}
        hint={!analyzed.includes(draft.responseFormat) && text.notAnalyzed(draft.responseFormat)}
        name="responseFormat"
        value={draft.responseFormat}
        error={errors.responseFormat}
        options={responseFormats.map((value) => ({ value, text: value }))}
        onChange={(responseFormat) => onChange({ responseFormat })}
      />
    </div>
  );
}
