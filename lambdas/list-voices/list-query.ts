import { statuses } from '../shared/contract.ts';
import { FAMILIES, SCOPES } from '../shared/dashscope/vocabulary.ts';
import {
  type ListBounds,
  readChangedSince,
  readLabel,
  readListBounds,
} from '../shared/http/list-parameters.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import type { HttpRequest } from '../shared/http/request.ts';
import type { VoiceFilter } from '../shared/stores/voice-lists.ts';
import { createdByMax, targetModelMax } from '../shared/validation/bounds.ts';

export interface ListQuery extends ListBounds {
  readonly filter: VoiceFilter;
  /** Null for a list of all voices. */
  readonly changedSince: Date | null;
}

const filters = ['family', 'scope', 'status', 'targetModel', 'createdBy', 'label'];
const parameters = [...filters, 'changedSince', 'limit', 'cursor'];

/** Parses the query parameters of a list. @throws ApiError `invalid_request` with every wrong parameter */
export function parseListQuery(request: Pick<HttpRequest, 'query'>): ListQuery {
  const query = new QueryReader(request, parameters);
  const filter: VoiceFilter = {
    family: query.oneOf('family', FAMILIES),
    scope: query.oneOf('scope', SCOPES),
    status: query.oneOf('status', statuses),
    targetModel: query.shortText('targetModel', targetModelMax),
    createdBy: query.shortText('createdBy', createdByMax),
    label: readLabel(query),
  };
  const changedSince = readChangedSince(query, ['status']);
  const bounds = readListBounds(query);
  query.end();
  return { filter, changedSince, ...bounds };
}
