import { createHash, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json } from './definition.ts';
import { TaskError } from './task-error.ts';

/** Characters that the functions on encoded texts take, and elements of an array that is made. */
const maxTextCharacters = 10_000;
const maxRange = 1_000;
const hashes = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

/** `States.IntrinsicFailure`, as a retrier or catcher names it. */
export class IntrinsicError extends TaskError {
  constructor(cause: string) {
    super('States.IntrinsicFailure', cause);
  }
}

type Intrinsic = (...parameters: readonly (Json | undefined)[]) => Json;

/**
 * The intrinsic functions, by the name after `States.`. Texts pass through them as they are: escapes belong to literals
 * in the definition, which are read before. `Format` is beside them, since it reads its template's escapes.
 * `MathRandom` is missing: its results on AWS cannot be reproduced.
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
 * Fills the pieces of a template with texts, numbers, booleans and nulls.
 *
 * @param pieces the template around each `{}`
 */
export function format(pieces: readonly string[], values: readonly Json[]): string {
  if (pieces.length !== values.length + 1) {
    throw new IntrinsicError(`States.Format has ${pieces.length - 1} places for ${values.length} values.`);
  }
  return pieces.reduce((filled, piece, index) => {
    const value = values[index - 1];
    if (typeof value === 'object' && value !== null) {
      throw new IntrinsicError('States.Format takes no objects and no arrays.');
    }
    return `${filled}${String(value ?? null)}${piece}`;
  });
}

function text(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  throw new IntrinsicError('A string is expected.');
}

function shortText(value: Json | undefined): string {
  const short = text(value);
  if (short.length <= maxTextCharacters) return short;
  throw new IntrinsicError(`At most ${maxTextCharacters} characters are expected.`);
}

function list(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw new IntrinsicError('An array is expected.');
}

function wholeNumber(value: Json | undefined, min = Number.MIN_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min) return value;
  throw new IntrinsicError(`An integer${min >= 0 ? ` from ${min}` : ''} is expected.`);
}

function parsedJson(json: string): Json {
  try {
    return JSON.parse(json);
  } catch {
    throw new IntrinsicError('A string of JSON is expected.');
  }
}

function partitions(array: readonly Json[], size: number): Json[] {
  return Array.from({ length: Math.ceil(array.length / size) }, (_, i) =>
    array.slice(i * size, (i + 1) * size),
  );
}

function range(first: number, last: number, step: number): Json[] {
  const length = step === 0 ? Number.NaN : Math.floor((last - first) / step) + 1;
  if (length <= maxRange) return Array.from({ length: Math.max(0, length) }, (_, i) => first + i * step);
  throw new IntrinsicError(`A step other than 0 and at most ${maxRange} elements are expected.`);
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
  if (name === undefined) throw new IntrinsicError(`The hash is one of ${[...hashes.keys()].join(', ')}.`);
  return createHash(name).update(shortText(value)).digest('hex');
}

/** AWS merges at the top level only. */
function merged(first: Json | undefined, second: Json | undefined, deep: Json | undefined): Json {
  if (isJsonObject(first) && isJsonObject(second) && deep === false) return { ...first, ...second };
  throw new IntrinsicError('Two objects and the value false are expected.');
}

/** Each character of the second text separates. */
function split(value: string, separators: string): Json[] {
  const separating = new Set(separators);
  const parts = [''];
  for (const character of value) {
    if (separating.has(character)) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  return parts;
}
