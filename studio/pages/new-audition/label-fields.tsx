import { useId, useRef } from 'preact/hooks';
import type { DraftLabel } from '../../brief/draft.ts';
import { requestLimits } from '../../core/request-limits.ts';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { useFocusAfterRender } from '../../ui/focus-after-render.ts';

export interface LabelFieldsProps {
  readonly labels: readonly DraftLabel[];
  readonly error: string | undefined;
  readonly onChange: (labels: readonly DraftLabel[]) => void;
}

/** The labels, each with a key and a value. */
export function LabelFields({ labels, error, onChange }: LabelFieldsProps) {
  const { newAudition: text } = useWords();
  const errorId = useId();
  const group = useRef<HTMLFieldSetElement>(null);
  const focus = useFocusAfterRender();
  const change = (id: number, part: Partial<DraftLabel>) =>
    onChange(labels.map((label) => (label.id === id ? { ...label, ...part } : label)));
  const attributes = { 'aria-describedby': error && errorId, 'aria-invalid': error ? true : undefined };
  return (
    <fieldset ref={group} class={`labels ${error ? 'field-invalid' : ''}`}>
      <legend>{text.labels}</legend>
      {labels.map(({ id, key, value }, index) => (
        <div key={id} class="label-row">
          <input
            {...attributes}
            name="labels"
            value={key}
            placeholder={text.labelKey}
            aria-label={`${text.labelName(index + 1)}, ${text.labelKey}`}
            onInput={({ currentTarget }) => change(id, { key: currentTarget.value })}
          />
          <input
            {...attributes}
            value={value}
            placeholder={text.labelValue}
            aria-label={`${text.labelName(index + 1)}, ${text.labelValue}`}
            onInput={({ currentTarget }) => change(id, { value: currentTarget.value })}
          />
          <Button
            kind="quiet"
            label={text.removeLabel(index + 1)}
            onClick={() => {
              onChange(labels.filter((label) => label.id !== id));
              focus(() => group.current?.querySelector<HTMLElement>('.add-label'));
            }}
          >
            ✕
          </Button>
        </div>
      ))}
      <div id={errorId} class="field-error" aria-live="polite">
        {error}
      </div>
      {labels.length < requestLimits.labels.count && (
        <Button
          class="add-label"
          onClick={() => {
            const id = Math.max(-1, ...labels.map((label) => label.id)) + 1;
            onChange([...labels, { id, key: '', value: '' }]);
            focus(() => [...(group.current?.querySelectorAll<HTMLElement>('[name="labels"]') ?? [])].at(-1));
          }}
        >
          {text.addLabel}
        </Button>
      )}
    </fieldset>
  );
}
