import * as z from 'zod';
import { aliasNameSchema, voiceIdSchema } from '../voice/ids.ts';
import { invalidRequest } from './api-error.ts';
import { shapeIssues, withoutNulls } from './shape-issues.ts';

/** The body of `POST /v1/auditions/{auditionId}/choice`. */
export const choiceSchema = z.strictObject({
  voiceId: voiceIdSchema.describe(
    'A candidate of the audition with the status OK, or a deleted one that was OK.',
  ),
  alias: aliasNameSchema
    .optional()
    .describe('The alias that the choice points at the voice. By default the alias of the audition, if any.'),
});

/** Parses a choice. @throws ApiError `invalid_request` with all issues */
export function parseChoice(value: unknown): z.infer<typeof choiceSchema> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest([{ pointer: '', code: 'not_an_object', detail: 'is not a JSON object' }]);
  }
  const sent = withoutNulls(value, choiceSchema);
  const parsed = choiceSchema.safeParse(sent);
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error.issues.flatMap((issue) => shapeIssues(issue, sent)));
}
