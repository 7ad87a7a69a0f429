import { unmarshall } from '@aws-sdk/util-dynamodb';

/**
 * Returns a reader of stored items that reads each item once. A stored item never changes: a write replaces it. The
 * results are shared, so callers must not change them.
 *
 * @param read called with the item in plain values
 */
export function readerOf<Result>(
  read: (item: Readonly<Record<string, unknown>>) => Result,
): (stored: unknown) => Result | undefined {
  const results = new WeakMap<object, { readonly result: Result }>();
  return (stored) => {
    if (typeof stored !== 'object' || stored === null) return undefined;
    const known = results.get(stored) ?? { result: read(plainOf(stored)) };
    results.set(stored, known);
    return known.result;
  };
}

const plainItems = new WeakMap<object, Readonly<Record<string, unknown>>>();

function plainOf(stored: object): Readonly<Record<string, unknown>> {
  const plain = plainItems.get(stored) ?? unmarshall(Object(stored));
  plainItems.set(stored, plain);
  return plain;
}

/** Returns a stored item in plain values, or undefined if there is none. */
export const plainItem = readerOf((item) => item);
