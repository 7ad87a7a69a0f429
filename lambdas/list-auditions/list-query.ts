import { auditionStatuses } from '../shared/contract.ts';
import {
  type ListBounds,
  readChangedSince,
  readLabel,
  readListBounds,
} from '../shared/http/list-parameters.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import type { HttpRequest } from '../shared/http/request.ts';
import type { AuditionFilter } from '../shared/stores/audition-lists.ts';
import { createdByMax } from '../shared/validation/bounds.ts';

export interface ListQuery extends ListBounds {
  readonly filter: AuditionFilter;
  /** Null for a list of all auditions. */
  readonly changedSince: Date | null;
}

const parameters = ['status', 'createdBy', 'label', 'changedSince', 'limit', 'cursor'];

/** Parses the query parameters of a list. @throws ApiError `invalid_request` with every wrong parameter */
export function parseListQuery(request: Pick<HttpRequest, 'query'>): ListQuery {
  const query = new QueryReader(request, parameters);
  const filter: AuditionFilter = {
    status: query.oneOf('status', auditionStatuses),
    createdBy: query.shortText('createdBy', createdByMax),
    label: readLabel(query),
  };
  const changedSince = readChangedSince(query, ['status']);
  const bounds = readListBounds(query);
  query.end();
  return { filter, changedSince, ...bounds };
}
