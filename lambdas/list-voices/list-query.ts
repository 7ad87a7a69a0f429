import { statuses } from '../shared/contract.ts';
import { FAMILIES, SCOPES } from '../shared/dashscope/vocabulary.ts';
import type { HttpRequest } from '../shared/http/request.ts';
import type { VoiceFilter } from '../shared/records/voice-index.ts';
import type { Finding } from '../shared/requests/finding.ts';
import { labelLimits } from '../shared/requests/labels.ts';
import { invalidRequest } from '../shared/requests/refusal.ts';
import { codePoints } from '../shared/requests/text.ts';

export interface ListQuery {
  readonly filter: VoiceFilter;
  readonly limit: number;
  readonly cursor: string | null;
}

const known = ['family', 'scope', 'status', 'targetModel', 'label', 'limit', 'cursor'];
const limits = { byDefault: 20, most: 100 };
const targetModelMax = 128;

/** The parameters of a list. @throws RefusalError `invalid_request` naming every one that is wrong */
export function listQueryIn({ query }: Pick<HttpRequest, 'query'>): ListQuery {
  const findings: Finding[] = [];
  const refuse = (parameter: string, finding: Omit<Finding, 'parameter'>): undefined => {
    findings.push({ parameter, ...finding });
    return undefined;
  };
  for (const [name, values] of query) {
    if (!known.includes(name)) {
      refuse(name.slice(0, 64), { code: 'unknown_field', detail: 'is not a parameter of this call' });
    } else if (values.length > 1) refuse(name, { code: 'not_allowed', detail: 'was sent more than once' });
  }
  const one = (name: string) => query.get(name)?.[0];
  const oneOf = <Value extends string>(name: string, allowed: readonly Value[]): Value | undefined => {
    const text = one(name);
    if (text === undefined) return undefined;
    const value = allowed.find((each) => each === text);
    return value ?? refuse(name, { code: 'not_allowed', detail: 'is not one of those allowed', allowed });
  };
  const filter: VoiceFilter = {
    family: oneOf('family', FAMILIES),
    scope: oneOf('scope', SCOPES),
    status: oneOf('status', statuses),
    targetModel: shortText('targetModel', one('targetModel'), targetModelMax, refuse),
    label: labelOf(one('label'), refuse),
  };
  const limit = limitOf(one('limit'), refuse);
  if (findings.length > 0) throw invalidRequest(findings);
  return { filter, limit: limit ?? limits.byDefault, cursor: one('cursor') ?? null };
}

type Refuse = (parameter: string, finding: Omit<Finding, 'parameter'>) => undefined;

function shortText(name: string, text: string | undefined, most: number, refuse: Refuse): string | undefined {
  if (text === undefined) return undefined;
  const actual = codePoints(text);
  if (actual === 0) return refuse(name, { code: 'too_short', detail: 'is empty', limit: 1, actual });
  if (actual <= most) return text;
  return refuse(name, { code: 'too_long', detail: `has more than ${most} characters`, limit: most, actual });
}

/** `key:value`; a value may hold colons itself. */
function labelOf(text: string | undefined, refuse: Refuse): VoiceFilter['label'] {
  if (text === undefined) return undefined;
  const colon = text.indexOf(':');
  if (colon < 1) return refuse('label', { code: 'invalid_text', detail: 'is not of the form key:value' });
  const key = text.slice(0, colon);
  const value = text.slice(colon + 1);
  if (codePoints(key) > labelLimits.key || codePoints(value) > labelLimits.value) {
    return refuse('label', {
      code: 'too_long',
      detail: `has a key of more than ${labelLimits.key} or a value of more than ${labelLimits.value} characters`,
    });
  }
  return { key, value };
}

function limitOf(text: string | undefined, refuse: Refuse): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) {
    return refuse('limit', { code: 'invalid_type', detail: 'is not a whole number' });
  }
  const limit = Number(text);
  if (limit >= 1 && limit <= limits.most) return limit;
  return refuse('limit', {
    code: 'out_of_range',
    detail: `is not between 1 and ${limits.most}`,
    limit: limits.most,
    actual: limit,
  });
}
