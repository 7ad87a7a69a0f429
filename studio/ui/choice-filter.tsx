import { useWords } from '../core/words.ts';
import { type Option, Select } from './field.tsx';

export interface ChoiceFilterProps {
  readonly label: string;
  readonly name: string;
  /** The value in the address. Empty without a filter. */
  readonly value: string;
  /** The values with their texts. */
  readonly table: Readonly<Record<string, string>>;
  /** Text of the choice of no value. */
  readonly any: string;
  readonly onChange: (value: string) => void;
}

/** A filter with fixed values. It shows a value of the address that does not exist, and that it has no effect. */
export function ChoiceFilter({ label, name, value, table, any, onChange }: ChoiceFilterProps) {
  const { common } = useWords();
  const isUnknown = value !== '' && !Object.hasOwn(table, value);
  const options: Option<string>[] = [
    { value: '', text: any },
    ...Object.entries(table).map(([each, text]) => ({ value: each, text })),
    ...(isUnknown ? [{ value, text: value }] : []),
  ];
  return <Select {...{ label, name, value, options, onChange }} error={isUnknown && common.unknownFilter} />;
}
