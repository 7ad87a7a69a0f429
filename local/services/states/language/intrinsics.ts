import { createHash, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json } from './definition.ts';
import { RuntimeError } from './task-error.ts';

/** The maximum length of the argument of Base64 and hash functions. */
const maxTextCharacters = 10_000;
/** The maximum length of the array that `States.ArrayRange` returns. */
const maxRangeElements = 1_000;
const maxInt32 = 2 ** 31 - 1;
const hashes = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

/** The error of arguments that a function does not accept. AWS documents `States.IntrinsicFailure` but reports this one. */
export function invalidArguments(name: string): RuntimeError {
  return new RuntimeError(`Invalid arguments in States.${name}`);
}

interface Intrinsic {
  /** The number of arguments, or undefined if it is not fixed. */
  readonly arity: number | undefined;
  /** Returns undefined for arguments that the function does not accept. */
  readonly apply: (...parameters: readonly Json[]) => Json | undefined;
}

/**
 * The intrinsic functions, by the name after `States.`. Strings pass through them unchanged, because the escapes of
 * literals are resolved before. `format` is a separate function, because it interprets the escapes of its template.
 * `MathRandom` is not supported, because AWS's results cannot be reproduced. If AWS differs from its documentation, the
 * functions do as AWS does.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
export const intrinsics: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['StringToJson', { arity: 1, apply: (json) => parsedJson(json) }],
  ['JsonToString', { arity: 1, apply: (value) => JSON.stringify(value) }],
  ['Array', { arity: undefined, apply: (...values) => values.slice() }],
  ['ArrayPartition', { arity: 2, apply: partitions }],
  ['ArrayContains', { arity: 2, apply: contains }],
  ['ArrayRange', { arity: 3, apply: range }],
  ['ArrayGetItem', { arity: 2, apply: itemOf }],
  ['ArrayLength', { arity: 1, apply: (array) => (Array.isArray(array) ? array.length : undefined) }],
  ['ArrayUnique', { arity: 1, apply: unique }],
  ['Base64Encode', { arity: 1, apply: (value) => recoded(value, 'utf8', 'base64') }],
  ['Base64Decode', { arity: 1, apply: (value) => recoded(value, 'base64', 'utf8') }],
  ['Hash', { arity: 2, apply: hash }],
  ['JsonMerge', { arity: 3, apply: merged }],
  ['MathAdd', { arity: 2, apply: sum }],
  ['StringSplit', { arity: 2, apply: split }],
  ['UUID', { arity: 0, apply: () => randomUUID() }],
]);

/**
 * Implements `States.Format`.
 *
 * @param pieces the parts of the template between its `{}`
 * @throws RuntimeError
 */
export function format(pieces: readonly string[], values: readonly Json[]): string {
  if (pieces.length !== values.length + 1) {
    throw new RuntimeError(
      'Invalid arguments in States.Format: number of arguments do not match the occurrences of {}',
    );
  }
  return pieces.reduce((filled, piece, index) => {
    const value = values[index - 1];
    if (typeof value === 'object' && value !== null) throw invalidArguments('Format');
    return `${filled}${String(value ?? null)}${piece}`;
  });
}

/** Returns a string as it is and any other value as JSON, as AWS converts values. */
function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function recoded(value: Json | undefined, from: BufferEncoding, to: BufferEncoding): string | undefined {
  if (typeof value !== 'string' || value.length > maxTextCharacters) return undefined;
  return Buffer.from(value, from).toString(to);
}

/** AWS returns null for an empty string. */
function parsedJson(json: Json | undefined): Json | undefined {
  if (typeof json !== 'string') return undefined;
  try {
    return json === '' ? null : JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** AWS drops the fraction of a size, an index and the arguments of a range. */
function whole(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? Math.trunc(value) : undefined;
}

function partitions(array: Json | undefined, chunk: Json | undefined): Json[] | undefined {
  const size = whole(chunk) ?? 0;
  if (!Array.isArray(array) || size < 1) return undefined;
  return Array.from({ length: Math.ceil(array.length / size) }, (_, i) =>
    array.slice(i * size, (i + 1) * size),
  );
}

/** AWS compares the values as text, so `true` is in `["true"]`, and the order of an object's keys counts. */
function contains(array: Json | undefined, value: Json | undefined): boolean | undefined {
  return Array.isArray(array) ? array.some((each) => textOf(each) === textOf(value)) : undefined;
}

function range(...parameters: readonly (Json | undefined)[]): Json[] | undefined {
  const [first, last, step] = parameters.map(whole);
  if (first === undefined || last === undefined || step === undefined || step === 0) return undefined;
  const length = Math.floor((last - first) / step) + 1;
  if (length > maxRangeElements) return undefined;
  return Array.from({ length: Math.max(0, length) }, (_, i) => first + i * step);
}

/** AWS returns null for any index of an empty array. */
function itemOf(array: Json | undefined, position: Json | undefined): Json | undefined {
  const index = whole(position);
  if (!Array.isArray(array) || index === undefined || index < 0) return undefined;
  return array.length === 0 ? null : array[index];
}

function unique(array: Json | undefined): Json[] | undefined {
  if (!Array.isArray(array)) return undefined;
  return array.filter((value, i) => array.findIndex((each) => isDeepStrictEqual(each, value)) === i);
}

function hash(value: Json | undefined, algorithm: Json | undefined): string | undefined {
  const name = hashes.get(String(algorithm));
  const data = textOf(value);
  if (name === undefined || data.length > maxTextCharacters) return undefined;
  return createHash(name).update(data).digest('hex');
}

/** AWS supports only shallow merges, and takes any other value than true for false. */
function merged(first: Json | undefined, second: Json | undefined, deep: Json | undefined): Json | undefined {
  return isJsonObject(first) && isJsonObject(second) && deep !== true ? { ...first, ...second } : undefined;
}

/** The arguments are rounded. Arguments and sum have 32 bits. */
function sum(...parameters: readonly (Json | undefined)[]): number | undefined {
  const [a, b] = parameters.map((value) => (typeof value === 'number' ? Math.round(value) : undefined));
  if (a === undefined || b === undefined) return undefined;
  return [a, b, a + b].every((value) => value >= -maxInt32 - 1 && value <= maxInt32) ? a + b : undefined;
}

/** Each character of `separators` is a separator. AWS drops empty parts. */
function split(value: Json | undefined, separators: Json | undefined): Json[] | undefined {
  if (typeof value !== 'string' || typeof separators !== 'string') return undefined;
  const separating = new Set(separators);
  const parts = [''];
  for (const character of value) {
    if (separating.has(character)) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  return parts.filter((part) => part !== '');
}
