import { statuses } from '../shared/contract.ts';
import { FAMILIES, SCOPES } from '../shared/dashscope/vocabulary.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import type { HttpRequest } from '../shared/http/request.ts';
import type { VoiceFilter } from '../shared/stores/voice-lists.ts';
import { createdByMax, targetModelMax } from '../shared/validation/bounds.ts';
import { labelLimits } from '../shared/validation/labels.ts';
import { codePointCount } from '../shared/validation/text.ts';

export interface ListQuery {
  readonly filter: VoiceFilter;
  readonly limit: number;
  readonly cursor: string | null;
}

const parameters = ['family', 'scope', 'status', 'targetModel', 'createdBy', 'label', 'limit', 'cursor'];
const defaultLimit = 20;
const maxLimit = 100;

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
  const limit = query.wholeNumber('limit', { min: 1, max: maxLimit });
  query.end();
  return { filter, limit: limit ?? defaultLimit, cursor: query.text('cursor') ?? null };
}

/** Parses `key:value`. The value may contain colons. */
function readLabel(query: QueryReader): VoiceFilter['label'] {
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
