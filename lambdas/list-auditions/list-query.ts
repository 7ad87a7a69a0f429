import { auditionStatuses } from '../shared/contract.ts';
import { type ListBounds, readLabel, readListBounds } from '../shared/http/list-parameters.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import type { HttpRequest } from '../shared/http/request.ts';
import type { AuditionFilter } from '../shared/stores/audition-lists.ts';

export interface ListQuery extends ListBounds {
  readonly filter: AuditionFilter;
}

/** Parses the query parameters of a list. @throws ApiError `invalid_request` with every wrong parameter */
export function parseListQuery(request: Pick<HttpRequest, 'query'>): ListQuery {
  const query = new QueryReader(request, ['status', 'label', 'limit', 'cursor']);
  const filter = { status: query.oneOf('status', auditionStatuses), label: readLabel(query) };
  const bounds = readListBounds(query);
  query.end();
  return { filter, ...bounds };
}
