import { problems } from '../contract.ts';
import { measure } from '../metrics.ts';
import { assertNever } from '../platform/assert-never.ts';
import type { Log } from '../platform/log.ts';
import { ApiError, type ApiErrorDetails } from '../validation/api-error.ts';
import { maxIssues } from '../validation/validation-issue.ts';
import type { MissingPreview } from '../voice/record.ts';
import type { ProblemParts } from './problem.ts';
import { type HttpResponse, problemResponse } from './response.ts';

/** Returns the problem response to an error. Writes the details of an unexpected error to the log only. */
export function errorResponse(error: unknown, requestId: string, log: Log): HttpResponse {
  if (error instanceof ApiError) return apiErrorResponse(error.details, requestId, log);
  log.error('unexpected error', { requestId, error: describe(error) });
  return problemResponse('internal', requestId);
}

/** The alarm on errors of the API leaves out the refusals that are counted here. */
function apiErrorResponse(details: ApiErrorDetails, requestId: string, log: Log): HttpResponse {
  const { code } = details;
  if (problems[code].status >= 500)
    log.info('request refused', { requestId, code }, [measure('apiRefusals', 1)]);
  return problemResponse(details.code, requestId, partsOf(details), headersOf(details));
}

const idRules = {
  provider: "A provider's voice id has at most 256 letters, digits, dots, dashes and underscores.",
  alias: 'An alias has 1 to 63 lower-case letters, digits and dashes, and does not begin with a dash.',
} as const;

/** Members of the problem that depend on the request. */
function partsOf(details: ApiErrorDetails): ProblemParts {
  switch (details.code) {
    case 'invalid_request':
      return {
        detail: 'See errors for every field that is invalid.',
        errors: details.issues.slice(0, maxIssues),
      };
    case 'invalid_id':
      return details.of ? { detail: idRules[details.of] } : {};
    case 'forbidden':
      return { detail: `The call needs a key with the scope ${details.scope}.` };
    case 'payload_too_large': {
      const { limit, actual } = details;
      return { detail: `A body may have at most ${limit} bytes.`, limit, actual };
    }
    case 'unsupported_media_type':
      return { detail: details.detail };
    case 'invalid_state': {
      if ('auditionStatus' in details) {
        const { auditionStatus } = details;
        return { detail: `The audition is ${auditionStatus}, which does not allow this.`, auditionStatus };
      }
      const { status } = details;
      return { detail: `The voice is ${status}, which does not allow this.`, voiceStatus: status };
    }
    case 'version_mismatch': {
      const { version } = details;
      return { detail: `The current version is ${version}. It is 0 if the alias does not exist.`, version };
    }
    case 'voice_in_use': {
      const { aliases } = details;
      const names = aliases.join(', ');
      return { detail: `Aliases point at the voice: ${names}. Move or delete them first.`, aliases };
    }
    case 'scope_not_configured':
      return {
        detail: `The scope ${details.scope} is not configured here, or the provider secret holds no usable key for it.`,
      };
    case 'voice_quota_exhausted':
      return {
        detail: `By the last count, the provider account has no place for another voice of the family ${details.family} in the scope ${details.scope}. Nothing was recorded.`,
      };
    case 'provider_error':
      return details.providerCode ? { providerCode: details.providerCode } : {};
    case 'preview_unavailable':
      return { detail: missingPreviewDetail(details.missing), missing: details.missing };
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

function missingPreviewDetail(missing: MissingPreview): string {
  switch (missing) {
    case 'pending':
      return 'The preview is not available yet. It is created with the voice.';
    case 'lost':
      return 'The preview was lost. The provider returns it only once.';
    case 'invalid':
      return 'The provider sent a preview that is not valid audio.';
    case 'deleted':
      return 'The preview was deleted with the voice.';
    case 'none':
      return 'The voice has no preview, because it was not created or another system created it.';
    default:
      return assertNever(missing);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'not an Error';
  // The message of a syntax error quotes the text that failed to parse.
  return error instanceof SyntaxError ? error.name : `${error.name}: ${error.message}`;
}
