import { z } from 'zod';
import type { ApiErrorDetails } from '../validation/api-error.ts';
import { validationIssueSchema } from '../validation/validation-issue.ts';

export type ProblemCode = ApiErrorDetails['code'] | 'internal';

/** Status and title of every problem that a function of ours answers with. */
export const problems = {
  invalid_request: { status: 400, title: 'Invalid Request' },
  invalid_id: { status: 400, title: 'Invalid Id' },
  invalid_cursor: { status: 400, title: 'Invalid Cursor' },
  unauthenticated: { status: 401, title: 'Unauthorized' },
  forbidden: { status: 403, title: 'Forbidden' },
  not_found: { status: 404, title: 'Not Found' },
  preview_unavailable: { status: 404, title: 'Preview Unavailable' },
  method_not_allowed: { status: 405, title: 'Method Not Allowed' },
  invalid_state: { status: 409, title: 'Invalid State' },
  voice_quota_exhausted: { status: 409, title: 'Voice Quota Exhausted' },
  payload_too_large: { status: 413, title: 'Content Too Large' },
  unsupported_media_type: { status: 415, title: 'Unsupported Media Type' },
  idempotency_key_reused: { status: 422, title: 'Idempotency Key Reused' },
  provider_error: { status: 502, title: 'Provider Error' },
  provider_throttled: { status: 503, title: 'Provider Throttled' },
  provider_timeout: { status: 504, title: 'Provider Timeout' },
  scope_not_configured: { status: 503, title: 'Scope Not Configured' },
  creates_disabled: { status: 503, title: 'Creates Disabled' },
  deletes_disabled: { status: 503, title: 'Deletes Disabled' },
  internal: { status: 500, title: 'Internal Server Error' },
} as const satisfies Record<ProblemCode, { status: number; title: string }>;

/** Problems that the gateway alone answers with, in front of the functions. */
export const gatewayOnlyProblems = {
  rate_limited: { status: 429, title: 'Too Many Requests' },
  unavailable: { status: 503, title: 'Service Unavailable' },
} as const;

/** A problem document (RFC 9457). */
export const problemSchema = z.object({
  type: z.string().describe('urn:voice-design:problem:<code>'),
  title: z.string(),
  status: z.int(),
  code: z.enum(keysOf({ ...problems, ...gatewayOnlyProblems })).describe('Stable: programs go by it.'),
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

/** What a problem says besides its code and what follows from that. */
export type ProblemParts = Omit<Problem, 'type' | 'title' | 'status' | 'code' | 'requestId'>;

export function problem(code: ProblemCode, requestId: string, parts: ProblemParts): Problem {
  const { status, title } = problems[code];
  return { type: `urn:voice-design:problem:${code}`, title, status, code, ...parts, requestId };
}

function keysOf<Table extends object>(table: Table): (keyof Table & string)[] {
  return Object.keys(table).filter((key): key is keyof Table & string => key in table);
}
