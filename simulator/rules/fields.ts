import { refusals } from '../provider-error.ts';

/** A JSON object as it came, nothing known of its fields. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The official SDKs send `null` for what they leave out. */
const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

/** @throws ProviderError 400 `InvalidParameter`, as every reader here does. */
export function requiredText(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw refusals.missing(name);
  return value;
}

/** Limits count Unicode code points, not UTF-16 units or bytes. */
export function limitedText(fields: Fields, name: string, minimum: number, limit: number): string {
  const text = requiredText(fields, name);
  const length = [...text].length;
  if (length < minimum) throw refusals.tooShort(name, minimum, length);
  if (length > limit) throw refusals.tooLong(name, limit, length);
  return text;
}

export function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (isAbsent(value)) return undefined;
  if (typeof value !== 'string') throw refusals.missing(name);
  return value;
}

export function optionalInteger(
  fields: Fields,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const value = fields[name];
  if (isAbsent(value)) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw refusals.missing(name);
  if (value < least || value > most) throw refusals.outsideSpecification(name);
  return value;
}

export function optionalChoice<Choice extends string | number>(
  fields: Fields,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const value = fields[name];
  if (isAbsent(value)) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) {
    throw refusals.outsideSpecification(`${name} must be one of ${choices.join(', ')}`);
  }
  return choice;
}
