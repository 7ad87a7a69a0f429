import type { ComponentChildren, InputHTMLAttributes, JSX } from 'preact';
import { useId } from 'preact/hooks';

export interface FieldProps {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  /** The reason for a refused value. Screen readers announce it, and the field is marked as invalid. */
  readonly error?: ComponentChildren;
  /** Content below the field at the end of the line, such as a counter. */
  readonly aside?: ComponentChildren;
  /** Renders the control with the attributes that connect it with label, hint and error. */
  readonly children: (control: ControlAttributes) => JSX.Element;
}

/** Attributes of the control in a field. */
export interface ControlAttributes {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

/** A control with its label, hint and error. */
export function Field({ label, hint, error, aside, children }: FieldProps) {
  const id = useId();
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class={`field ${error ? 'field-invalid' : ''}`}>
      <label for={id}>{label}</label>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      <div class="field-below">
        {hint && (
          <span id={`${id}-hint`} class="hint">
            {hint}
          </span>
        )}
        {aside && <span class="field-aside">{aside}</span>}
      </div>
      <div id={`${id}-error`} class="field-error" aria-live="polite">
        {error}
      </div>
    </div>
  );
}

export interface TextFieldProps extends Omit<FieldProps, 'children'> {
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** @default 'text' */
  readonly type?: 'text' | 'password' | 'search';
  /** Number of lines. With more than one, the text may contain line breaks. @default 1 */
  readonly rows?: number;
  readonly name?: string;
  readonly required?: boolean;
  readonly autocomplete?: string;
  readonly placeholder?: string;
}

/** A field for text. */
export function TextField({ value, onInput, type = 'text', rows = 1, ...props }: TextFieldProps) {
  const { label, hint, error, aside, name, required, autocomplete, placeholder } = props;
  return (
    <Field label={label} hint={hint} error={error} aside={aside}>
      {(control) =>
        rows > 1 ? (
          <textarea
            {...control}
            {...{ rows, name, required, placeholder }}
            value={value}
            onInput={({ currentTarget }) => onInput(currentTarget.value)}
          />
        ) : (
          <Input
            {...control}
            {...{ name, required, placeholder }}
            kind={type}
            autocomplete={autocomplete ?? 'off'}
            spellcheck={false}
            value={value}
            onInput={({ currentTarget }) => onInput(currentTarget.value)}
          />
        )
      }
    </Field>
  );
}

type InputProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'role'> & {
  readonly kind: NonNullable<TextFieldProps['type']>;
};

/** The types of Preact tie the roles of an input to its literal type. */
function Input({ kind, ...props }: InputProps) {
  if (kind === 'password') return <input {...props} type="password" />;
  return kind === 'search' ? <input {...props} type="search" /> : <input {...props} type="text" />;
}

/** A value of a select field with its text. */
export interface Option<Value extends string> {
  readonly value: Value;
  readonly text: string;
}

export interface SelectProps<Value extends string> extends Omit<FieldProps, 'children'> {
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => void;
  readonly name?: string;
}

/** A field with a fixed list of values. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, options, onChange, name, ...field } = props;
  return (
    <Field {...field}>
      {(control) => (
        <select
          {...control}
          name={name}
          value={value}
          onChange={({ currentTarget }) => {
            const chosen = options[currentTarget.selectedIndex];
            if (chosen !== undefined) onChange(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
