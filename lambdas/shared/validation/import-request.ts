import * as z from 'zod';
import { FAMILIES, SCOPES } from '../dashscope/vocabulary.ts';
import type { ProviderList } from '../voice/provider-list.ts';
import { ApiError, invalidRequest } from './api-error.ts';
import { unconfiguredScope } from './enabled-families.ts';
import { shapeIssues, validFields, withoutNulls } from './shape-issues.ts';
import { type RequestSettings, voiceRequestSchema } from './voice-request.ts';
import { ruleIssues } from './voice-request-rules.ts';

/** Body of `POST /v1/provider/voices/{id}/import`. */
export const importRequestSchema = z.strictObject({
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  ...voiceRequestSchema.pick({ name: true, labels: true }).shape,
});

export interface ImportRequest extends ProviderList {
  readonly name: string | null;
  readonly labels: Readonly<Record<string, string>>;
}

/** Parses an import request. @throws ApiError `invalid_request` with all issues; `scope_not_configured` */
export function parseImportRequest(value: unknown, settings: RequestSettings): ImportRequest {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest([{ pointer: '', code: 'not_an_object', detail: 'is not a JSON object' }]);
  }
  const sent = withoutNulls(value, importRequestSchema);
  const parsed = importRequestSchema.safeParse(sent);
  const schemaIssues = parsed.success ? [] : parsed.error.issues;
  const { scope, family, ...names } = importRequestSchema.partial().parse(validFields(sent, schemaIssues));
  const issues = [
    ...schemaIssues.flatMap((issue) => shapeIssues(issue, sent)),
    // The enabled families depend on the scope.
    ...ruleIssues({ ...names, scope, family: scope && family }, sent, settings),
  ];
  if (!parsed.success || issues.length > 0) throw invalidRequest(issues);
  const { name = null, labels = {} } = parsed.data;
  const notConfigured = unconfiguredScope(parsed.data.scope, settings.enabledFamilies);
  if (notConfigured) throw new ApiError({ code: 'scope_not_configured', scope: notConfigured });
  return { family: parsed.data.family, scope: parsed.data.scope, name, labels };
}
