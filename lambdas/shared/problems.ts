/**
 * Problems of the HTTP API (RFC 9457) by their stable code, with HTTP status, title and detail. A function may replace the
 * detail with a more specific one.
 */
export const problems = {
  invalid_request: { status: 400, title: 'Invalid Request', detail: 'The request is not valid.' },
  invalid_id: {
    status: 400,
    title: 'Invalid Id',
    detail: 'An id of a voice or an audition has 26 letters and digits (a ULID).',
  },
  invalid_cursor: {
    status: 400,
    title: 'Invalid Cursor',
    detail: 'The cursor has to come from an earlier page with the same filter.',
  },
  unauthenticated: {
    status: 401,
    title: 'Unauthorized',
    detail: 'Send a valid API key in the header Authorization: Bearer <key>.',
  },
  forbidden: { status: 403, title: 'Forbidden', detail: 'The request is not allowed.' },
  not_found: { status: 404, title: 'Not Found', detail: 'The path or the id does not exist.' },
  preview_unavailable: { status: 404, title: 'Preview Unavailable', detail: 'The voice has no preview.' },
  method_not_allowed: {
    status: 405,
    title: 'Method Not Allowed',
    detail: 'The header Allow lists the methods of this path.',
  },
  invalid_state: { status: 409, title: 'Invalid State', detail: "The voice's status does not allow this." },
  voice_in_use: {
    status: 409,
    title: 'Voice In Use',
    detail: 'An alias points at the voice. Move or delete the alias first.',
  },
  voice_quota_exhausted: {
    status: 409,
    title: 'Voice Quota Exhausted',
    detail: 'By the last count, the provider account has no place for another voice. Nothing was recorded.',
  },
  remake_pending: {
    status: 409,
    title: 'Remake Pending',
    detail: 'A remake of the alias with another brief is in progress.',
  },
  version_mismatch: {
    status: 412,
    title: 'Version Mismatch',
    detail: 'The alias has another version than the request expects.',
  },
  payload_too_large: {
    status: 413,
    title: 'Content Too Large',
    detail: 'The body is larger than the API accepts.',
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
    detail: 'The provider rejected the call or failed. The same call may succeed later.',
  },
  provider_throttled: {
    status: 503,
    title: 'Provider Throttled',
    detail: "The provider account's rate limit is reached. Try again later.",
  },
  provider_timeout: {
    status: 504,
    title: 'Provider Timeout',
    detail: 'The provider did not respond in time.',
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
    detail: 'An operator has switched off deletions at the provider. The voice is unchanged.',
  },
  internal: { status: 500, title: 'Internal Server Error', detail: 'The service failed unexpectedly.' },
  rate_limited: {
    status: 429,
    title: 'Too Many Requests',
    detail: 'Too many requests. Try again later.',
  },
  unavailable: {
    status: 503,
    title: 'Service Unavailable',
    detail:
      'The service did not respond in time, so the request may have been carried out. Repeat it. Send a POST with the same Idempotency-Key.',
  },
} as const satisfies Record<string, { status: number; title: string; detail: string }>;
/** Stable code of a problem. */
export type ProblemCode = keyof typeof problems;

/** Codes that only API Gateway returns, in front of the functions. */
export const gatewayOnlyCodes = ['rate_limited', 'unavailable'] as const satisfies readonly ProblemCode[];

/** Codes that a function of the API returns. */
export type FunctionProblemCode = Exclude<ProblemCode, (typeof gatewayOnlyCodes)[number]>;
