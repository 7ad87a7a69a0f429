import { z } from 'zod';
import { isRepeatable } from './text.ts';

export const findingCodes = [
  'empty_body',
  'invalid_json',
  'not_an_object',
  'too_deep',
  'duplicate_key',
  'unknown_field',
  'required',
  'invalid_type',
  'too_short',
  'too_long',
  'out_of_range',
  'invalid_text',
  'not_allowed',
  'family_mismatch',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** What is wrong with one part of a request. Never carries the value that was sent. */
export const validationIssueSchema = z.object({
  pointer: z
    .string()
    .optional()
    .describe("JSON Pointer (RFC 6901) to the field; '' is the whole of what was sent."),
  parameter: z.string().optional().describe('Name of the query parameter.'),
  header: z.string().optional().describe('Name of the header.'),
  code: z.enum(findingCodes),
  detail: z.string().describe('For people.'),
  limit: z
    .number()
    .optional()
    .describe('The bound that was crossed, in code points unless detail says otherwise.'),
  actual: z.number().optional().describe('What was found.'),
  allowed: z
    .array(z.union([z.string(), z.number()]))
    .readonly()
    .optional(),
});
/** One problem with one field of a request. */
export type ValidationIssue = Readonly<z.infer<typeof validationIssueSchema>>;

/** More issues than these help nobody. */
export const maxIssues = 50;

/** Longer keys are not repeated in an answer. */
const longestSegment = 64;

/** The pointer to a field; it ends at what holds a key that is too long, or could not be sent in an event. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  let pointer = '';
  for (const key of path) {
    const segment = String(key);
    if (segment.length > longestSegment || !isRepeatable(segment)) break;
    pointer += `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }
  return pointer;
}
