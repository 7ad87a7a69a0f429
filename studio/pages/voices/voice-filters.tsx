import { useId, useState } from 'preact/hooks';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { useDraft } from '../../ui/draft.ts';
import { Field } from '../../ui/field.tsx';
import { countFilters, type FilterTexts, parseLabel } from './filter-query.ts';

export interface VoiceFiltersProps {
  readonly filters: FilterTexts;
  readonly onChange: (change: FilterTexts) => void;
  readonly onClear: () => void;
  /** Models of the loaded voices, which are suggested. */
  readonly models: readonly string[];
}

/** The filters of the list. On a narrow screen they open below a button. */
export function VoiceFilters({ filters, onChange, onClear, models }: VoiceFiltersProps) {
  const { voices: text, common } = useWords();
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const count = countFilters(filters);
  const labelError = filters.label && parseLabel(filters.label) === null ? text.labelInvalid : undefined;
  const choice = (name: 'status' | 'family' | 'scope') => ({
    name,
    label: text[name],
    value: filters[name] ?? '',
    any: text.any,
    onChange: (to: string) => onChange({ [name]: to }),
  });
  return (
    <search class="filters" aria-label={text.filters}>
      <Button class="filters-toggle" expanded={isOpen} controls={id} onClick={() => setIsOpen(!isOpen)}>
        {text.filtersActive(count)}
      </Button>
      <div id={id} class={`filters-fields ${isOpen ? 'filters-open' : ''}`}>
        <ChoiceFilter {...choice('status')} table={common.statuses} />
        <ChoiceFilter {...choice('family')} table={text.families} />
        <ChoiceFilter {...choice('scope')} table={text.scopes} />
        <TextFilter
          label={text.model}
          value={filters.targetModel ?? ''}
          suggestions={models}
          onCommit={(targetModel) => onChange({ targetModel })}
        />
        <TextFilter
          label={text.label}
          value={filters.label ?? ''}
          placeholder={text.labelHint}
          error={labelError}
          onCommit={(label) => onChange({ label })}
        />
        <TextFilter
          label={text.createdBy}
          value={filters.createdBy ?? ''}
          onCommit={(createdBy) => onChange({ createdBy })}
        />
        {count > 0 && (
          <Button kind="quiet" class="filters-clear" onClick={onClear}>
            {text.clear}
          </Button>
        )}
      </div>
    </search>
  );
}

interface TextFilterProps {
  readonly label: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
  readonly placeholder?: string;
  readonly error?: string | undefined;
  readonly suggestions?: readonly string[];
}

/** A filter that is applied with Enter or when the field is left, so that typing sends no requests. */
function TextFilter({ label, value, onCommit, placeholder, error, suggestions = [] }: TextFilterProps) {
  const [draft, setDraft] = useDraft(value);
  const listId = useId();
  return (
    <Field label={label} error={error}>
      {(control) => (
        <>
          <input
            {...control}
            type="text"
            autocomplete="off"
            spellcheck={false}
            placeholder={placeholder ?? ''}
            list={listId}
            value={draft}
            onInput={({ currentTarget }) => setDraft(currentTarget.value)}
            onChange={({ currentTarget }) => onCommit(currentTarget.value.trim())}
          />
          <datalist id={listId}>
            {suggestions.map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
