/**
 * Problems of the HTTP API (RFC 9457) by their stable code, with HTTP status, title and detail. A function replaces the
 * detail where it has more to say.
 */
export const problems = {
  invalid_request: { status: 400, title: 'Invalid Request', detail: 'The request is not valid.' },
  invalid_id: {
    status: 400,
    title: 'Invalid Id',
    detail: 'A voice id has 26 letters and digits (a ULID).',
  },
  invalid_cursor: {
    status: 400,
    title: 'Invalid Cursor',
    detail: 'A cursor is what an earlier page of the same filter gave.',
  },
  unauthenticated: {
    status: 401,
    title: 'Unauthorized',
    detail: 'A valid API key is needed: Authorization: Bearer <key>.',
  },
  forbidden: { status: 403, title: 'Forbidden', detail: 'The request is not allowed.' },
  not_found: { status: 404, title: 'Not Found', detail: 'No such path, or nothing with this id.' },
  preview_unavailable: { status: 404, title: 'Preview Unavailable', detail: 'There is no preview.' },
  method_not_allowed: {
    status: 405,
    title: 'Method Not Allowed',
    detail: 'The header Allow names the methods of this path.',
  },
  invalid_state: { status: 409, title: 'Invalid State', detail: "The voice's status does not allow this." },
  voice_quota_exhausted: {
    status: 409,
    title: 'Voice Quota Exhausted',
    detail: 'By the last count, the provider has no place for another voice. Nothing was recorded.',
  },
  payload_too_large: {
    status: 413,
    title: 'Content Too Large',
    detail: 'The body is larger than the API takes.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported Media Type',
    detail: 'The body has to be application/json.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'Idempotency Key Reused',
    detail: 'The key was sent before with another body. Use a new key for a new request.',
  },
  provider_error: {
    status: 502,
    title: 'Provider Error',
    detail: 'The provider refused or failed; the same call may succeed later.',
  },
  provider_throttled: {
    status: 503,
    title: 'Provider Throttled',
    detail: "The provider account's rate is used up for the moment.",
  },
  provider_timeout: {
    status: 504,
    title: 'Provider Timeout',
    detail: 'The provider did not answer in time.',
  },
  scope_not_configured: {
    status: 503,
    title: 'Scope Not Configured',
    detail: 'The scope is not configured here, or the provider secret holds no usable key for it.',
  },
  creates_disabled: {
    status: 503,
    title: 'Creates Disabled',
    detail: 'An operator has switched off the creation of voices. Nothing was recorded.',
  },
  deletes_disabled: {
    status: 503,
    title: 'Deletes Disabled',
    detail: 'An operator has switched off deletions at the provider. The voice is as it was.',
  },
  internal: { status: 500, title: 'Internal Server Error', detail: 'Something failed on our side.' },
  rate_limited: {
    status: 429,
    title: 'Too Many Requests',
    detail: 'Too many requests; try again later.',
  },
  unavailable: {
    status: 503,
    title: 'Service Unavailable',
    detail:
      'No answer came in time, so the outcome is unknown: it may have been done. Repeat the request; a POST with the same Idempotency-Key.',
  },
} as const satisfies Record<string, { status: number; title: string; detail: string }>;
/** The stable code of a problem. */
export type ProblemCode = keyof typeof problems;

/** Problems that API Gateway alone answers with, in front of the functions. */
export const gatewayOnlyCodes = ['rate_limited', 'unavailable'] as const satisfies readonly ProblemCode[];

/** Codes that a function of the API answers with. */
export type FunctionProblemCode = Exclude<ProblemCode, (typeof gatewayOnlyCodes)[number]>;
