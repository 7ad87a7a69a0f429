import type { Finding } from '../requests/finding.ts';
import type { Refused } from '../requests/refusal.ts';

export type ProblemCode = Refused['code'] | 'internal';

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
  payload_too_large: { status: 413, title: 'Content Too Large' },
  unsupported_media_type: { status: 415, title: 'Unsupported Media Type' },
  idempotency_key_reused: { status: 422, title: 'Idempotency Key Reused' },
  provider_error: { status: 502, title: 'Provider Error' },
  provider_throttled: { status: 503, title: 'Provider Throttled' },
  provider_timeout: { status: 504, title: 'Provider Timeout' },
  scope_not_configured: { status: 503, title: 'Scope Not Configured' },
  creates_disabled: { status: 503, title: 'Creates Disabled' },
  internal: { status: 500, title: 'Internal Server Error' },
} as const satisfies Record<ProblemCode, { status: number; title: string }>;

/** What a problem says besides status, title and code; the optional members but `errors` are extensions of ours. */
export interface ProblemParts {
  readonly detail: string;
  readonly errors?: readonly Finding[];
  readonly limit?: number;
  readonly actual?: number;
  readonly missing?: string;
  /** The provider's own error code, where it gave one. */
  readonly providerCode?: string;
  /** The status that the voice is in. */
  readonly voiceStatus?: string;
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
