import * as z from 'zod';
import { type ProblemCode, problems } from '../contract.ts';
import { validationIssueSchema } from '../validation/validation-issue-schema.ts';

/** A problem document (RFC 9457). */
export const problemSchema = z.object({
  type: z.string().describe('urn:voice-design:problem:<code>'),
  title: z.string(),
  status: z.int(),
  code: z.enum(codesOf(problems)).describe('Stable code for programs.'),
  detail: z.string().describe('Explanation for people. Never repeats values of the request.'),
  errors: z
    .array(validationIssueSchema)
    .readonly()
    .optional()
    .describe('With invalid_request: every issue of the request.'),
  limit: z.number().optional().describe('With payload_too_large, in bytes.'),
  actual: z.number().optional(),
  missing: z
    .string()
    .optional()
    .describe('With preview_unavailable: pending, lost, invalid, deleted or none.'),
  providerCode: z.string().optional().describe("The provider's error code, if it sent one."),
  voiceStatus: z.string().optional().describe('With invalid_state: the current status of the voice.'),
  auditionStatus: z.string().optional().describe('With invalid_state: the current status of the audition.'),
  aliases: z.array(z.string()).readonly().optional().describe('With voice_in_use: the aliases of the voice.'),
  version: z.int().optional().describe('With version_mismatch: the current version of the alias.'),
  requestId: z.string(),
});
export type Problem = Readonly<z.infer<typeof problemSchema>>;

function codesOf(table: typeof problems): ProblemCode[] {
  return Object.keys(table).filter((key): key is ProblemCode => key in table);
}
