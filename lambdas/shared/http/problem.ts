import type { Finding } from '../requests/finding.ts';
import type { Refused } from '../requests/refusal.ts';

export type ProblemCode = Refused['code'] | 'internal';

/** Status and title of every problem that a function of ours answers with. */
export const problems = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_id: { status: 400, title: 'The id is not valid' },
  unauthenticated: { status: 401, title: 'A valid API key is needed' },
  forbidden: { status: 403, title: 'The API key does not allow this' },
  not_found: { status: 404, title: 'There is nothing here' },
  preview_unavailable: { status: 404, title: 'There is no preview' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body is not of a supported type' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key belongs to another request' },
  internal: { status: 500, title: 'Something failed on our side' },
} as const satisfies Record<ProblemCode, { status: number; title: string }>;

/** What a problem says besides status, title and code; `limit`, `actual` and `missing` are extensions of ours. */
export interface ProblemParts {
  readonly detail: string;
  readonly errors?: readonly Finding[];
  readonly limit?: number;
  readonly actual?: number;
  readonly missing?: string;
}

/** A problem document (RFC 9457). `detail` is for people and never repeats what was sent; programs go by `code`. */
export interface Problem extends ProblemParts {
  readonly type: `urn:voice-design:problem:${ProblemCode}`;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly requestId: string;
}

export function problem(code: ProblemCode, requestId: string, parts: ProblemParts): Problem {
  const { status, title } = problems[code];
  return { type: `urn:voice-design:problem:${code}`, title, status, code, ...parts, requestId };
}
