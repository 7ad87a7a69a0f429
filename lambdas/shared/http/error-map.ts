import { assertNever } from '../platform/assert-never.ts';
import type { Log } from '../platform/log.ts';
import { ApiError, type ApiErrorDetails } from '../validation/api-error.ts';
import { maxIssues } from '../validation/validation-issue.ts';
import type { MissingPreview } from '../voice/record.ts';
import { type HttpResponse, problemResponse } from './response.ts';

/** The one place where what was thrown becomes an answer. What nobody expected is logged, and told to nobody. */
export function answerError(error: unknown, requestId: string, log: Log): HttpResponse {
  if (error instanceof ApiError) return answerRefused(error.details, requestId);
  log.error('unexpected error', { requestId, error: describe(error) });
  return problemResponse('internal', requestId, {
    detail: 'Something failed on our side.',
  });
}

function answerRefused(refused: ApiErrorDetails, requestId: string): HttpResponse {
  const { code } = refused;
  switch (code) {
    case 'invalid_request':
      return problemResponse(code, requestId, {
        detail: 'What is wrong is listed in errors.',
        errors: refused.issues.slice(0, maxIssues),
      });
    case 'invalid_id':
      return problemResponse(code, requestId, {
        detail:
          refused.of === 'provider'
            ? "A provider's voice id has letters, digits, dots, dashes and underscores, at most 256 of them."
            : 'A voice id has 26 letters and digits (a ULID).',
      });
    case 'invalid_cursor':
      return problemResponse(code, requestId, {
        detail: 'A cursor is what an earlier page of the same filter gave.',
      });
    case 'unauthenticated':
      return problemResponse(
        code,
        requestId,
        { detail: 'A valid API key is needed: Authorization: Bearer <key>.' },
        { 'WWW-Authenticate': 'Bearer' },
      );
    case 'forbidden':
      return problemResponse(code, requestId, {
        detail: `The call needs a key with the scope ${refused.scope}.`,
      });
    case 'not_found':
      return problemResponse(code, requestId, { detail: 'No such path, or nothing with this id.' });
    case 'method_not_allowed':
      return problemResponse(
        code,
        requestId,
        { detail: 'The header Allow names the methods of this path.' },
        { Allow: refused.allow.join(', ') },
      );
    case 'payload_too_large':
      return problemResponse(code, requestId, {
        detail: `A body has at most ${refused.limit} bytes.`,
        limit: refused.limit,
        actual: refused.actual,
      });
    case 'unsupported_media_type':
      return problemResponse(code, requestId, { detail: refused.detail });
    case 'invalid_state':
      return problemResponse(code, requestId, {
        detail: `The voice is ${refused.status}, which does not allow this.`,
        voiceStatus: refused.status,
      });
    case 'idempotency_key_reused':
      return problemResponse(code, requestId, {
        detail: 'The key was sent before with another body. Use a new key for a new request.',
      });
    case 'scope_not_configured':
      return problemResponse(code, requestId, {
        detail: `The scope ${refused.scope} is not configured here, or the provider secret holds no usable key for it.`,
      });
    case 'voice_quota_exhausted':
      return problemResponse(code, requestId, {
        detail: `By the last count, the provider has no place for another voice of the family ${refused.family} in the scope ${refused.scope}. Nothing was recorded.`,
      });
    case 'creates_disabled':
      return problemResponse(
        code,
        requestId,
        { detail: 'An operator has switched off the creation of voices. Nothing was recorded.' },
        { 'Retry-After': '300' },
      );
    case 'deletes_disabled':
      return problemResponse(
        code,
        requestId,
        { detail: 'An operator has switched off deletions at the provider. The voice is as it was.' },
        { 'Retry-After': '300' },
      );
    case 'provider_error':
      return problemResponse(code, requestId, {
        detail: 'The provider refused or failed; the same call may succeed later.',
        ...(refused.providerCode && { providerCode: refused.providerCode }),
      });
    case 'provider_timeout':
      return problemResponse(code, requestId, { detail: 'The provider did not answer in time.' });
    case 'provider_throttled':
      return problemResponse(
        code,
        requestId,
        { detail: "The provider account's rate is used up for the moment." },
        { 'Retry-After': String(refused.retryAfterSeconds) },
      );
    case 'preview_unavailable':
      return problemResponse(code, requestId, {
        detail: whyNoPreview(refused.missing),
        missing: refused.missing,
      });
    default:
      return assertNever(refused);
  }
}

function whyNoPreview(missing: MissingPreview): string {
  switch (missing) {
    case 'pending':
      return 'The preview is not there yet: it comes with the voice.';
    case 'lost':
      return 'The preview was lost on the way. The provider gives it only once.';
    case 'invalid':
      return 'The provider sent a preview that is not the audio it was said to be.';
    case 'deleted':
      return 'The preview was deleted with the voice.';
    case 'none':
      return 'There is no preview: no voice was made, or not by this deployment.';
    default:
      return assertNever(missing);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'not an Error';
  // A syntax error's message quotes the text it stumbled over.
  return error instanceof SyntaxError ? error.name : `${error.name}: ${error.message}`;
}
