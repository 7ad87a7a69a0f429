import { FAMILY_ROWS, familiesWithPrefix, prefixMax } from '../shared/dashscope/index.ts';
import { readProviderList } from '../shared/http/parameters.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import type { HttpRequest } from '../shared/http/request.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';

export interface ProviderListQuery {
  readonly list: ProviderList;
  readonly pageIndex: number;
  readonly pageSize: number;
  readonly prefix: string | undefined;
}

const parameters = ['family', 'scope', 'pageIndex', 'pageSize', 'prefix'];
/** The provider documents the range of the index only for Qwen. */
const pageIndexRange = { min: 0, max: 200 };
/** The provider documents no upper bound. This one limits the cost: each voice takes two reads of the table. */
const pageSizeRange = { min: 1, max: 100 };
const defaultPageSize = 10;

/**
 * Parses the query parameters of a page of the provider's list.
 *
 * @throws ApiError `invalid_request` with every wrong parameter
 */
export function parseProviderListQuery(
  request: Pick<HttpRequest, 'query'>,
  { enabledFamilies }: RequestSettings,
): ProviderListQuery {
  const query = new QueryReader(request, parameters);
  const list = readProviderList(query, enabledFamilies);
  const pageIndex = query.wholeNumber('pageIndex', pageIndexRange) ?? 0;
  const pageSize = query.wholeNumber('pageSize', pageSizeRange) ?? defaultPageSize;
  const prefix = readPrefix(query, list);
  return { list: query.endWith(list), pageIndex, pageSize, prefix };
}

function readPrefix(query: QueryReader, list: ProviderList | null): string | undefined {
  const prefix = query.shortText('prefix', prefixMax);
  if (prefix === undefined) return undefined;
  if (list && !familiesWithPrefix.includes(list.family)) {
    const detail = `filters the list of the family ${familiesWithPrefix.join(', ')} only, and the request names the family ${list.family}`;
    return query.reject('prefix', { code: 'family_mismatch', detail });
  }
  const families = list ? [list.family] : familiesWithPrefix;
  if (families.some((family) => FAMILY_ROWS[family].limits.namePattern.test(prefix))) return prefix;
  return query.reject('prefix', { code: 'invalid_text', detail: 'must consist of letters and digits' });
}
