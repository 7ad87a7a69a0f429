import type { Envelope } from './envelope.ts';
import { optionalInteger, optionalText } from './fields.ts';

export interface ListRequest {
  readonly pageIndex: number;
  readonly pageSize: number;
  /** A name filter. `undefined` if absent, empty or not supported by the family. */
  readonly prefix: string | undefined;
}

/** @throws ProviderError */
export function checkList({ profile, input }: Envelope): ListRequest {
  const prefix = profile.list.hasPrefixFilter ? optionalText(input, 'prefix') : undefined;
  return {
    pageIndex: optionalInteger(input, 'page_index', 0, profile.list.maxPageIndex) ?? 0,
    pageSize: optionalInteger(input, 'page_size', 1, Number.MAX_SAFE_INTEGER) ?? 10,
    prefix: prefix === '' ? undefined : prefix,
  };
}
