import * as z from 'zod';
import { voiceIdSchema } from '../voice/ids.ts';
import { invalidRequest } from './api-error.ts';
import { shapeIssues } from './shape-issues.ts';

/** Body of `PUT /v1/aliases/{alias}`. */
export const setAliasRequestSchema = z.strictObject({
  voiceId: voiceIdSchema.describe('A voice whose status is OK.'),
});

/** Parses the body of `PUT /v1/aliases/{alias}`. @throws ApiError `invalid_request` with all issues */
export function parseSetAliasRequest(value: unknown): z.infer<typeof setAliasRequestSchema> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest([{ pointer: '', code: 'not_an_object', detail: 'is not a JSON object' }]);
  }
  const parsed = setAliasRequestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error.issues.flatMap((issue) => shapeIssues(issue, value)));
}
