import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { useDraft } from '../../ui/draft.ts';
import { TextField } from '../../ui/field.tsx';
import { type FilterTexts, parseLabel } from './filter-texts.ts';

export interface AuditionFiltersProps {
  readonly texts: FilterTexts;
  readonly onChange: (change: FilterTexts) => void;
}

/** The filters of the list. */
export function AuditionFilters({ texts, onChange }: AuditionFiltersProps) {
  const { auditions: text, common } = useWords();
  const [label, setLabel] = useDraft(texts.label ?? '');
  const isInvalid = label !== '' && parseLabel(label) === null;
  return (
    <search aria-label={text.filters}>
      <form
        class="audition-filters"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isInvalid) onChange({ label });
        }}
        onFocusOut={() => {
          if (!isInvalid && label !== (texts.label ?? '')) onChange({ label });
        }}
      >
        <ChoiceFilter
          label={text.status}
          name="status"
          value={texts.status ?? ''}
          table={common.auditionStatuses}
          any={text.any}
          onChange={(status) => onChange({ status })}
        />
        <TextField
          label={text.label}
          placeholder={text.labelHint}
          error={isInvalid && text.labelInvalid}
          value={label}
          onInput={setLabel}
        />
        {(texts.status || texts.label) && (
          <Button kind="quiet" onClick={() => onChange({ status: undefined, label: undefined })}>
            {text.clear}
          </Button>
        )}
      </form>
    </search>
  );
}
