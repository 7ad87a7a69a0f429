import * as z from 'zod';

export const validationIssueCodes = [
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
export type ValidationIssueCode = (typeof validationIssueCodes)[number];

/** A problem with one part of a request. It never contains the value that was sent. */
export const validationIssueSchema = z.object({
  pointer: z.string().optional().describe("JSON Pointer (RFC 6901) to the field; '' is the whole body."),
  parameter: z.string().optional().describe('Name of the query parameter.'),
  header: z.string().optional().describe('Name of the header.'),
  code: z.enum(validationIssueCodes),
  detail: z.string().describe('A sentence for people.'),
  limit: z
    .number()
    .optional()
    .describe('The exceeded bound, in code points unless detail names another unit.'),
  actual: z.number().optional().describe('The actual value or length.'),
  allowed: z
    .array(z.union([z.string(), z.number()]))
    .readonly()
    .optional(),
});
/** One problem with one field of a request. */
export type ValidationIssue = Readonly<z.infer<typeof validationIssueSchema>>;
