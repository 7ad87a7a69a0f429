import type { AuditionFilter } from '../../../client/index.ts';
import type { LinkQuery } from '../../core/router.ts';
import type { Words } from '../../words/index.ts';

/** Filters of the list, as they are in the address. */
export interface FilterTexts extends LinkQuery {
  readonly status?: string | undefined;
  /** `key:value` */
  readonly label?: string | undefined;
}

/** Reads the filters of an address. Empty ones are left out. */
export function readFilterTexts(query: URLSearchParams): FilterTexts {
  const [status, label] = [query.get('status'), query.get('label')];
  return { ...(status && { status }), ...(label && { label }) };
}

/**
 * Returns the filter for the API. Values that it does not have, for example in an old bookmark, have no effect. The filters
 * show them.
 */
export function filterOf(
  { status: text, label: labelText = '' }: FilterTexts,
  { common: { auditionStatuses } }: Pick<Words, 'common'>,
): AuditionFilter {
  const statuses: Readonly<Record<NonNullable<AuditionFilter['status']>, string>> = auditionStatuses;
  const status = Object.keys(statuses).find(
    (key): key is NonNullable<AuditionFilter['status']> => key === text,
  );
  const label = parseLabel(labelText);
  return { ...(status && { status }), ...(label && { label }) };
}

/** Parses `key:value`. The value may contain colons. Returns null if there is no key or no colon. */
export function parseLabel(text: string): { readonly key: string; readonly value: string } | null {
  const colon = text.indexOf(':');
  return colon < 1 ? null : { key: text.slice(0, colon), value: text.slice(colon + 1) };
}
