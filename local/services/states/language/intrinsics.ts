import { createHash, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json } from './definition.ts';
import { TaskError } from './task-error.ts';

/** The maximum length of the argument of Base64 and hash functions. */
const maxTextCharacters = 10_000;
/** The maximum length of the array that `States.ArrayRange` returns. */
const maxRangeElements = 1_000;
const hashes = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

/** The error `States.IntrinsicFailure`. */
export class IntrinsicError extends TaskError {
  constructor(cause: string) {
    super('States.IntrinsicFailure', cause);
  }
}

type Intrinsic = (...parameters: readonly (Json | undefined)[]) => Json;

/**
 * The intrinsic functions, by the name after `States.`. Strings pass through them unchanged, because the escapes of
 * literals are resolved before. `format` is a separate function, because it interprets the escapes of its template.
 * `MathRandom` is not supported, because AWS's results cannot be reproduced.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
export const intrinsics: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['StringToJson', (json) => parsedJson(text(json))],
  ['JsonToString', (value) => JSON.stringify(value ?? null)],
  ['Array', (...values) => values.map((value) => value ?? null)],
  ['ArrayPartition', (array, size) => partitions(list(array), wholeNumber(size, 1))],
  ['ArrayContains', (array, value) => list(array).some((each) => isDeepStrictEqual(each, value))],
  ['ArrayRange', (first, last, step) => range(wholeNumber(first), wholeNumber(last), wholeNumber(step))],
  ['ArrayGetItem', (array, index) => itemOf(list(array), wholeNumber(index, 0))],
  ['ArrayLength', (array) => list(array).length],
  ['ArrayUnique', (array) => unique(list(array))],
  ['Base64Encode', (value) => Buffer.from(shortText(value)).toString('base64')],
  ['Base64Decode', (value) => Buffer.from(shortText(value), 'base64').toString('utf8')],
  ['Hash', (value, algorithm) => hash(value, text(algorithm))],
  ['JsonMerge', (first, second, deep) => merged(first, second, deep)],
  ['MathAdd', (a, b) => wholeNumber(a) + wholeNumber(b)],
  ['StringSplit', (value, separators) => split(text(value), text(separators))],
  ['UUID', () => randomUUID()],
]);

/**
 * Implements `States.Format`.
 *
 * @param pieces the parts of the template between its `{}`
 */
export function format(pieces: readonly string[], values: readonly Json[]): string {
  if (pieces.length !== values.length + 1) {
    throw new IntrinsicError(
      `States.Format has ${pieces.length - 1} placeholders for ${values.length} values.`,
    );
  }
  return pieces.reduce((filled, piece, index) => {
    const value = values[index - 1];
    if (typeof value === 'object' && value !== null) {
      throw new IntrinsicError('States.Format does not accept objects or arrays.');
    }
    return `${filled}${String(value ?? null)}${piece}`;
  });
}

function text(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  throw new IntrinsicError('Expected a string.');
}

function shortText(value: Json | undefined): string {
  const short = text(value);
  if (short.length <= maxTextCharacters) return short;
  throw new IntrinsicError(`Expected at most ${maxTextCharacters} characters.`);
}

function list(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw new IntrinsicError('Expected an array.');
}

function wholeNumber(value: Json | undefined, min = Number.MIN_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min) return value;
  throw new IntrinsicError(`Expected an integer${min >= 0 ? ` not below ${min}` : ''}.`);
}

function parsedJson(json: string): Json {
  try {
    return JSON.parse(json);
  } catch {
    throw new IntrinsicError('Expected a JSON string.');
  }
}

function partitions(array: readonly Json[], size: number): Json[] {
  return Array.from({ length: Math.ceil(array.length / size) }, (_, i) =>
    array.slice(i * size, (i + 1) * size),
  );
}

function range(first: number, last: number, step: number): Json[] {
  const length = step === 0 ? Number.NaN : Math.floor((last - first) / step) + 1;
  if (length <= maxRangeElements)
    return Array.from({ length: Math.max(0, length) }, (_, i) => first + i * step);
  throw new IntrinsicError(`Expected a step other than 0 and at most ${maxRangeElements} elements.`);
}

function itemOf(array: readonly Json[], index: number): Json {
  const item = array[index];
  if (item !== undefined) return item;
  throw new IntrinsicError(`The array has no element ${index}.`);
}

function unique(array: readonly Json[]): Json[] {
  return array.filter((value, i) => array.findIndex((each) => isDeepStrictEqual(each, value)) === i);
}

function hash(value: Json | undefined, algorithm: string): string {
  const name = hashes.get(algorithm);
  if (name === undefined)
    throw new IntrinsicError(`Expected one of the hashes ${[...hashes.keys()].join(', ')}.`);
  return createHash(name).update(shortText(value)).digest('hex');
}

/** AWS supports only shallow merges. */
function merged(first: Json | undefined, second: Json | undefined, deep: Json | undefined): Json {
  if (isJsonObject(first) && isJsonObject(second) && deep === false) return { ...first, ...second };
  throw new IntrinsicError('Expected two objects and the value false.');
}

/** Each character of `separators` is a separator. */
function split(value: string, separators: string): Json[] {
  const separating = new Set(separators);
  const parts = [''];
  for (const character of value) {
    if (separating.has(character)) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  return parts;
}
