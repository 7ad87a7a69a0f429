import { labelLimits } from '../validation/labels.ts';
import { codePointCount } from '../validation/text.ts';
import type { QueryReader } from './query-reader.ts';

const defaultLimit = 20;
const maxLimit = 100;

/** The size and the position of a page. */
export interface ListBounds {
  readonly limit: number;
  readonly cursor: string | null;
}

/** Reads the parameters `limit` and `cursor`. */
export function readListBounds(query: QueryReader): ListBounds {
  const limit = query.wholeNumber('limit', { min: 1, max: maxLimit });
  return { limit: limit ?? defaultLimit, cursor: query.text('cursor') ?? null };
}

/**
 * Reads the parameter `changedSince`.
 *
 * @param changing parameters that select items by an attribute that changes. They are rejected together with
 * `changedSince`, because an item that leaves such a selection would be missing from a list of changes.
 */
export function readChangedSince(query: QueryReader, changing: readonly string[]): Date | null {
  const since = query.time('changedSince');
  for (const name of changing) {
    if (query.text('changedSince') === undefined || query.text(name) === undefined) continue;
    query.reject(name, { code: 'not_allowed', detail: 'cannot be combined with changedSince' });
  }
  return since ?? null;
}

/** Parses `key:value`. The value may contain colons. */
export function readLabel(query: QueryReader): { readonly key: string; readonly value: string } | undefined {
  const text = query.text('label');
  if (text === undefined) return undefined;
  const colon = text.indexOf(':');
  if (colon < 1)
    return query.reject('label', { code: 'invalid_text', detail: 'is not of the form key:value' });
  const key = text.slice(0, colon);
  const value = text.slice(colon + 1);
  if (codePointCount(key) > labelLimits.key || codePointCount(value) > labelLimits.value) {
    return query.reject('label', {
      code: 'too_long',
      detail: `has a key of more than ${labelLimits.key} or a value of more than ${labelLimits.value} characters`,
    });
  }
  return { key, value };
}
