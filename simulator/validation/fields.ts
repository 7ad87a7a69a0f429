import type { JsonObject } from '../json.ts';
import { providerErrors } from '../provider-error.ts';

/** Readers of single fields. All of them throw ProviderError 400 `InvalidParameter`. */

export function requiredText(fields: JsonObject, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw providerErrors.missingParameter(name);
  return value;
}

/** Reads a text whose length is limited. Lengths are Unicode code points, not UTF-16 units or bytes. */
export function boundedText(fields: JsonObject, name: string, minLength: number, maxLength: number): string {
  const text = requiredText(fields, name);
  const length = [...text].length;
  if (length < minLength) throw providerErrors.tooShort(name, minLength, length);
  if (length > maxLength) throw providerErrors.tooLong(name, maxLength, length);
  return text;
}

export function optionalText(fields: JsonObject, name: string): string | undefined {
  const value = fields[name];
  if (isAbsent(value)) return undefined;
  if (typeof value !== 'string') throw providerErrors.missingParameter(name);
  return value;
}

export function optionalInteger(
  fields: JsonObject,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const value = fields[name];
  if (isAbsent(value)) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw providerErrors.missingParameter(name);
  if (value < min || value > max) throw providerErrors.invalidParameter(name);
  return value;
}

export function optionalChoice<Choice extends string | number>(
  fields: JsonObject,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const value = fields[name];
  if (isAbsent(value)) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) {
    throw providerErrors.invalidParameter(`${name} must be one of ${choices.join(', ')}`);
  }
  return choice;
}

/** The official SDKs send `null` for omitted fields. */
function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
