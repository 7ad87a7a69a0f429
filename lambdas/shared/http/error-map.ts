import { assertNever } from '../platform/assert-never.ts';
import type { Log } from '../platform/log.ts';
import { ApiError, type ApiErrorDetails } from '../validation/api-error.ts';
import { maxIssues } from '../validation/validation-issue.ts';
import type { MissingPreview } from '../voice/record.ts';
import type { ProblemParts } from './problem.ts';
import { type HttpResponse, problemResponse } from './response.ts';

/** Answers a call that threw. The details of an unexpected error go to the log only. */
export function answerError(error: unknown, requestId: string, log: Log): HttpResponse {
  if (error instanceof ApiError) return answerApiError(error.details, requestId);
  log.error('unexpected error', { requestId, error: describe(error) });
  return problemResponse('internal', requestId);
}

function answerApiError(details: ApiErrorDetails, requestId: string): HttpResponse {
  return problemResponse(details.code, requestId, partsOf(details), headersOf(details));
}

/** Members of the problem that only this answer can give. */
function partsOf(details: ApiErrorDetails): ProblemParts {
  switch (details.code) {
    case 'invalid_request':
      return {
        detail: 'What is wrong is listed in errors.',
        errors: details.issues.slice(0, maxIssues),
      };
    case 'invalid_id':
      return details.of === 'provider'
        ? {
            detail:
              "A provider's voice id has letters, digits, dots, dashes and underscores, at most 256 of them.",
          }
        : {};
    case 'forbidden':
      return { detail: `The call needs a key with the scope ${details.scope}.` };
    case 'payload_too_large': {
      const { limit, actual } = details;
      return { detail: `A body has at most ${limit} bytes.`, limit, actual };
    }
    case 'unsupported_media_type':
      return { detail: details.detail };
    case 'invalid_state': {
      const { status } = details;
      return { detail: `The voice is ${status}, which does not allow this.`, voiceStatus: status };
    }
    case 'scope_not_configured':
      return {
        detail: `The scope ${details.scope} is not configured here, or the provider secret holds no usable key for it.`,
      };
    case 'voice_quota_exhausted':
      return {
        detail: `By the last count, the provider has no place for another voice of the family ${details.family} in the scope ${details.scope}. Nothing was recorded.`,
      };
    case 'provider_error':
      return details.providerCode ? { providerCode: details.providerCode } : {};
    case 'preview_unavailable':
      return { detail: whyNoPreview(details.missing), missing: details.missing };
    default:
      return {};
  }
}

function headersOf(details: ApiErrorDetails): Readonly<Record<string, string>> {
  switch (details.code) {
    case 'unauthenticated':
      return { 'WWW-Authenticate': 'Bearer' };
    case 'method_not_allowed':
      return { Allow: details.allow.join(', ') };
    case 'creates_disabled':
    case 'deletes_disabled':
      return { 'Retry-After': '300' };
    case 'provider_throttled':
      return { 'Retry-After': String(details.retryAfterSeconds) };
    default:
      return {};
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
