import { useLocale, useWords } from '../core/words.ts';

/** A measurement with its name and unit. Null if it could not be measured. */
export interface Figure {
  readonly name: string;
  readonly value: number | null;
  /** Digits after the decimal point. */
  readonly digits: number;
  /** Adds the unit to the number in the reader's notation. */
  readonly unit: (number: string) => string;
}

/** Measurements side by side. */
export function Figures({ figures, class: extra }: { figures: readonly Figure[]; class?: string }) {
  const { analysis: text } = useWords();
  const locale = useLocale();
  return (
    <dl class={extra ? `figures ${extra}` : 'figures'}>
      {figures.map(({ name, value, digits, unit }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === null ? text.noValue : unit(numberText(value, digits, locale))}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Returns a number in the notation of a language. @param digits digits after the decimal point */
export function numberText(value: number, digits: number, locale: string): string {
  return value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
