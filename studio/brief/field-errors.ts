import { ProblemError, type ValidationIssue } from '../../client/index.ts';
import { codePointCount, requestLimits } from '../core/request-limits.ts';
import type { Words } from '../words/index.ts';
import { type Draft, repeatedKey } from './draft.ts';

/** A field of the form. */
export type FieldName = keyof Draft;

/** The error of each field. Fields without one are absent. */
export type FieldErrors = Partial<Readonly<Record<FieldName, string>>>;

/** The fields of a brief in the order of a form. A remake has only these. */
export const briefFields: readonly FieldName[] = [
  'family',
  'scope',
  'targetModel',
  'voicePrompt',
  'previewText',
  'candidates',
];

/** The fields in the group of further options. */
export const moreFields: readonly FieldName[] = [
  'language',
  'sampleRate',
  'responseFormat',
  'keepHours',
  'labels',
];

/** All fields in the order of the form. The first one with an error gets the focus. */
export const fieldOrder: readonly FieldName[] = [...briefFields, 'name', 'alias', ...moreFields];

/**
 * Returns the errors of fields in a refusal by the API, and whether it has issues that belong to no field.
 *
 * @param fields the fields of the form
 */
export function fieldErrors(
  error: unknown,
  words: Pick<Words, 'newAudition'>,
  fields: readonly FieldName[] = fieldOrder,
): { readonly errors: FieldErrors; readonly hasOthers: boolean } {
  const issues = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  const errors: Record<string, string> = {};
  let hasOthers = issues.length === 0;
  for (const issue of issues) {
    const [, field, ...rest] = (issue.pointer ?? '').split('/').map(unescapeSegment);
    const name = fields.find((each) => each === field);
    if (name === undefined) hasOthers = true;
    else errors[name] ??= [rest.join('/'), describeIssue(issue, words)].filter(Boolean).join(': ');
  }
  return { errors, hasOthers };
}

/** Returns the errors that a check of the draft does not report: of fields that it replaces or a request cannot express. */
export function localErrors(draft: Draft, { newAudition }: Pick<Words, 'newAudition'>): FieldErrors {
  const key = repeatedKey(draft);
  const { min } = requestLimits.families[draft.family].previewText;
  const actual = codePointCount(draft.previewText);
  return {
    ...(draft.voicePrompt === '' && { voicePrompt: newAudition.issues.required }),
    ...(actual < min && {
      previewText: actual === 0 ? newAudition.issues.required : newAudition.issues.tooShort(min, actual),
    }),
    ...(key !== null && { labels: newAudition.repeatedKey(key) }),
  };
}

/** Returns a sentence for an issue. Codes without one show the detail of the API. */
export function describeIssue(issue: ValidationIssue, { newAudition }: Pick<Words, 'newAudition'>): string {
  const { issues } = newAudition;
  const { code, limit, actual, allowed, detail } = issue;
  switch (code) {
    case 'required':
      return issues.required;
    case 'too_short':
      return actual === 0 || limit === undefined ? issues.required : issues.tooShort(limit, actual ?? 0);
    case 'too_long':
      return limit === undefined ? detail : issues.tooLong(limit, actual ?? 0);
    case 'out_of_range':
      return limit === undefined ? detail : issues.outOfRange(limit, (actual ?? 0) < limit);
    case 'not_allowed':
      return allowed && allowed.length > 0 ? issues.notAllowed(allowed.join(', ')) : issues.refused(detail);
    case 'family_mismatch':
      return issues.familyMismatch;
    case 'invalid_text':
      return issue.pointer === '/alias' ? issues.alias : issues.refused(detail);
    default:
      return issues.refused(detail);
  }
}

function unescapeSegment(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
