import { UsageError } from '../errors/usage-error.ts';
import { didYouMean } from './suggestion.ts';

/** Returns the value if it is allowed, or undefined if it is not given. @throws UsageError */
export function parseChoice<Value extends string>(
  option: string,
  text: string | undefined,
  allowed: readonly Value[],
): Value | undefined {
  if (text === undefined) return undefined;
  const value = allowed.find((each) => each === text);
  if (value !== undefined) return value;
  throw new UsageError(`${option} must be one of ${allowed.join(', ')}${didYouMean(text, allowed)}`);
}

/** @throws UsageError */
export function parseWholeNumber(option: string, text: string, min: number, max: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`${option} must be a whole number from ${min} to ${max}`);
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Returns `90`, `90s`, `10m`, `2h` or `1d` in milliseconds. @throws UsageError */
export function parseDuration(option: string, text: string): number {
  const [, amount, unit = 's'] = /^(\d{1,6})([smhd])?$/.exec(text) ?? [];
  const seconds = Number(amount) * (unitSeconds[unit] ?? Number.NaN);
  if (seconds > 0) return seconds * 1_000;
  throw new UsageError(`${option} must be a duration such as 90s, 10m, 2h or 1d`);
}

/** Returns the labels of repeated options, or undefined if none is given. @throws UsageError */
export function parseLabels(
  texts: readonly string[] | undefined,
): Readonly<Record<string, string>> | undefined {
  if (texts === undefined) return undefined;
  const labels = texts.map(parseLabel);
  const duplicate = labels.find(({ key }, i) => labels.findIndex((each) => each.key === key) < i);
  if (duplicate) throw new UsageError(`--label has two values for the key ${duplicate.key}`);
  return Object.fromEntries(labels.map(({ key, value }) => [key, value]));
}

/** Parses `key:value`, where the value may contain colons. @throws UsageError */
export function parseLabel(text: string): { readonly key: string; readonly value: string } {
  const colon = text.indexOf(':');
  if (colon < 1) throw new UsageError('--label must have the form key:value');
  return { key: text.slice(0, colon), value: text.slice(colon + 1) };
}
