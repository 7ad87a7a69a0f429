import * as z from 'zod';
import { voiceIdSchema } from '../voice/ids.ts';
import { ApiError, invalidRequest } from './api-error.ts';
import { shapeIssues, withoutNulls } from './shape-issues.ts';

/** The body of `POST /v1/auditions/{auditionId}/choice`. */
export const choiceSchema = z.strictObject({
  voiceId: voiceIdSchema.describe(
    'A candidate of the audition with the status OK, or a deleted one that was OK.',
  ),
});

/** Parses a choice. @throws ApiError `invalid_request`, or `invalid_id` if only the id is malformed */
export function parseChoice(value: unknown): z.infer<typeof choiceSchema> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest([{ pointer: '', code: 'not_an_object', detail: 'is not a JSON object' }]);
  }
  const sent = withoutNulls(value, choiceSchema);
  const parsed = choiceSchema.safeParse(sent);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  if (issues.length === 1 && issues.some(({ code }) => code === 'invalid_format')) {
    throw new ApiError({ code: 'invalid_id' });
  }
  throw invalidRequest(issues.flatMap((issue) => shapeIssues(issue, sent)));
}
