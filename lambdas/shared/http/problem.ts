import { z } from 'zod';
import { type FunctionProblemCode, type ProblemCode, problems } from '../contract.ts';
import { validationIssueSchema } from '../validation/validation-issue.ts';

/** A problem document (RFC 9457). */
export const problemSchema = z.object({
  type: z.string().describe('urn:voice-design:problem:<code>'),
  title: z.string(),
  status: z.int(),
  code: z.enum(codesOf(problems)).describe('Stable: programs go by it.'),
  detail: z.string().describe('For people; never repeats what was sent.'),
  errors: z
    .array(validationIssueSchema)
    .readonly()
    .optional()
    .describe('With invalid_request: everything that is wrong, at once.'),
  limit: z.number().optional().describe('With payload_too_large, in bytes.'),
  actual: z.number().optional(),
  missing: z
    .string()
    .optional()
    .describe('With preview_unavailable: pending, lost, invalid, deleted or none.'),
  providerCode: z.string().optional().describe("The provider's own error code, where it gave one."),
  voiceStatus: z.string().optional().describe('With invalid_state: the status that the voice is in.'),
  requestId: z.string(),
});
export type Problem = Readonly<z.infer<typeof problemSchema>>;

/** Members of a problem that its code does not give. */
export type ProblemParts = Partial<Omit<Problem, 'type' | 'title' | 'status' | 'code' | 'requestId'>>;

export function problem(code: FunctionProblemCode, requestId: string, parts: ProblemParts): Problem {
  const { title, status, detail } = problems[code];
  return { type: `urn:voice-design:problem:${code}`, title, status, code, detail, ...parts, requestId };
}

function codesOf(table: typeof problems): ProblemCode[] {
  return Object.keys(table).filter((key): key is ProblemCode => key in table);
}
