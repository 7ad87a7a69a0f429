import { assertNever } from '../platform/assert-never.ts';
import type { Limited } from './call-gate.ts';
import type { AnswerFault, ErrorClassification } from './classify.ts';
import * as errors from './errors.ts';
import type { Failure, FailureReason } from './exchange.ts';
import { FAMILY_ROWS } from './families.ts';
import type { CallContext } from './provider-call.ts';
import { replacementAdvice } from './target-models.ts';
import type { Family, Operation } from './vocabulary.ts';

/** Facts of an answer that its error contains. */
export interface AnswerFacts {
  readonly family: Family;
  readonly operation: Operation;
  readonly host: string;
  readonly httpStatus: number;
  readonly contentType: string | null;
  readonly providerCode: string | null;
  readonly providerMessage: string | null;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
}

/** Returns the typed error of an answer that is not a documented success. */
export function answerError(classification: ErrorClassification, answer: AnswerFacts): errors.DashScopeError {
  const { kind, certainlyNotDone, retryable, quota } = classification;
  const facts = { ...answer, certainlyNotDone, retryable };
  const origin = `${answer.httpStatus} ${answer.providerCode} from ${answer.host}`;
  switch (kind) {
    case 'authentication':
      return new errors.DashScopeAuthenticationError(authenticationText(answer), facts);
    case 'access_denied':
      return new errors.DashScopeAccessDeniedError(
        `The API key may not use this model, workspace or endpoint (${origin}).`,
        facts,
      );
    case 'throttled':
      return new errors.DashScopeThrottledError(`DashScope limits the rate of requests (${origin}).`, facts);
    case 'quota':
      return quotaError(quota ?? 'unknown', facts, origin);
    case 'voice_not_found':
      return new errors.DashScopeVoiceNotFoundError(`DashScope has no such voice (${origin}).`, facts);
    case 'content_rejected':
      return new errors.DashScopeContentRejectedError(
        `DashScope's content inspection rejected the voice prompt, the preview text or the audio (${origin}).`,
        facts,
      );
    case 'billing':
      return new errors.DashScopeBillingError(
        `The DashScope account's billing state forbids this: unpaid, not activated, or free quota used up (${origin}).`,
        facts,
      );
    case 'model_retired':
      return retiredError(answer.family, facts, origin);
    case 'server':
      return new errors.DashScopeServerError(
        classification.foreign
          ? `${answer.host} answered ${answer.httpStatus}.`
          : `DashScope failed (${origin}).`,
        facts,
      );
    case 'unreadable':
      return new errors.DashScopeUnreadableAnswerError(
        `${answer.host} answered ${answer.httpStatus} ${unreadableText(classification.fault)}.`,
        facts,
      );
    case 'invalid_request':
    case 'configuration':
    case 'connection':
    case 'timeout':
      return new errors.DashScopeInvalidRequestError(`DashScope refused the request (${origin}).`, facts);
    default:
      return assertNever(kind);
  }
}

function authenticationText({ host, httpStatus }: AnswerFacts): string {
  return (
    `DashScope refused the API key (${httpStatus} from ${host}). Keys are bound to a region: ` +
    'a key of one scope is refused on the host of the other. Check the key, its scope and the workspace id.'
  );
}

function unreadableText(fault: AnswerFault | null): string {
  if (fault === 'no_envelope') return "without DashScope's error body; a proxy in between may have answered";
  return fault === 'redirect'
    ? 'with a redirect, which is never followed'
    : "with a body that is not DashScope's";
}

function quotaError(
  quota: errors.QuotaMeaning,
  facts: errors.DashScopeErrorFacts,
  origin: string,
): errors.DashScopeError {
  const text = {
    voice_storage: 'The DashScope account has no room for another voice: delete some first',
    allocated: "The DashScope account's allocated quota is used up for now",
    free: "The DashScope account's free quota is used up",
    unknown: 'A quota of the DashScope account is exceeded',
  }[quota];
  return new errors.DashScopeQuotaExceededError(`${text} (${origin}).`, facts, quota);
}

function retiredError(
  family: Family,
  facts: errors.DashScopeErrorFacts,
  origin: string,
): errors.DashScopeError {
  const { retirement } = FAMILY_ROWS[family];
  if (retirement === null) {
    return new errors.DashScopeAccessDeniedError(`DashScope does not offer this model (${origin}).`, facts);
  }
  const { model, date } = retirement;
  const text =
    `DashScope no longer offers ${model}, whose retirement was announced for ${date} (${origin}). ` +
    replacementAdvice(retirement);
  return new errors.DashScopeModelRetiredError(text, facts, retirement);
}

const FAILURE_TEXTS: Readonly<Record<FailureReason, string>> = {
  connection: 'the connection failed or broke',
  connect_timeout: 'no connection in time',
  headers_timeout: 'no answer in time',
  body_timeout: 'the answer stalled',
  total_timeout: 'the answer was not complete in time',
  aborted: 'the caller gave up',
  too_late: 'the moment to send had passed',
  too_large: 'the answer is larger than any documented one',
  not_http: 'the answer is not HTTP',
};

/** Returns the typed error of an exchange that ended without an answer. */
export function failureError(
  { kind, certainlyNotDone, retryable }: ErrorClassification,
  { caller, family, operation }: CallContext,
  failure: Failure,
): errors.DashScopeError {
  const { host } = caller.endpoint;
  const code = failure.code === null ? '' : ` (${failure.code})`;
  const text = `${host}: ${FAILURE_TEXTS[failure.reason]}${code}; the request was ${failure.sent ? '' : 'not '}sent.`;
  const facts = { certainlyNotDone, retryable, family, operation, host };
  if (kind === 'timeout') return new errors.DashScopeTimeoutError(text, facts);
  if (kind === 'unreadable') return new errors.DashScopeUnreadableAnswerError(text, facts);
  return new errors.DashScopeConnectionError(text, facts);
}

/** Returns the typed error of a call that got no slot in the account's rate. */
export function limitedError(
  { caller, family, operation }: CallContext,
  limited: Limited,
): errors.DashScopeError {
  const text =
    limited.waitMs === null
      ? 'The budget of the DashScope account could not be reached; nothing was sent.'
      : `The rate of the DashScope account is used up for ${limited.waitMs} ms; nothing was sent.`;
  return new errors.DashScopeThrottledError(text, {
    certainlyNotDone: true,
    retryable: true,
    retryAfterMs: limited.waitMs,
    family,
    operation,
    host: caller.endpoint.host,
  });
}
