import type { VoiceFilter } from '../../../client/index.ts';
import type { LinkQuery } from '../../core/router.ts';
import type { Words } from '../../words/index.ts';

/** Filters of the list, as they are in the address. */
export interface FilterTexts {
  readonly status?: string | undefined;
  readonly family?: string | undefined;
  readonly scope?: string | undefined;
  readonly targetModel?: string | undefined;
  /** `key:value` */
  readonly label?: string | undefined;
  readonly createdBy?: string | undefined;
}

const names = ['status', 'family', 'scope', 'targetModel', 'label', 'createdBy'] as const;

/** Reads the filters of an address. Empty ones are left out. */
export function readFilterTexts(query: URLSearchParams): FilterTexts {
  return Object.fromEntries(names.flatMap((name) => (query.get(name) ? [[name, query.get(name)]] : [])));
}

/** Returns the number of filters that are set. */
export function countFilters(texts: FilterTexts): number {
  return names.filter((name) => texts[name]).length;
}

/**
 * Returns the filter for the API. Values that it does not have, for example in an old bookmark, have no effect. The filters show them.
 *
 * @param words contain the statuses, families and scopes
 */
export function filterOf(
  texts: FilterTexts,
  { common: { statuses }, voices: { families, scopes } }: Pick<Words, 'common' | 'voices'>,
): VoiceFilter {
  const { targetModel, createdBy } = texts;
  const [status, family, scope] = [
    keyOf(statuses, texts.status),
    keyOf(families, texts.family),
    keyOf(scopes, texts.scope),
  ];
  const label = parseLabel(texts.label ?? '');
  return {
    ...(status && { status }),
    ...(family && { family }),
    ...(scope && { scope }),
    ...(targetModel && { targetModel }),
    ...(createdBy && { createdBy }),
    ...(label && { label }),
  };
}

/** Parses `key:value`. The value may contain colons. Returns null if there is no key or no colon. */
export function parseLabel(text: string): { readonly key: string; readonly value: string } | null {
  const colon = text.indexOf(':');
  return colon < 1 ? null : { key: text.slice(0, colon), value: text.slice(colon + 1) };
}

/** Returns the query of an address with changed filters. */
export function queryOf(texts: FilterTexts, change: FilterTexts = {}): LinkQuery {
  return { ...texts, ...change };
}

function keyOf<Key extends string>(table: Readonly<Record<Key, unknown>>, text?: string): Key | undefined {
  return Object.keys(table).find((key): key is Key => key === text);
}
