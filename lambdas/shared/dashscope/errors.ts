import type { Retirement } from './families.ts';
import type { ErrorKind, Family, Operation } from './vocabulary.ts';

/** Facts that every error of this client carries. None of them ever holds the API key. */
export interface DashScopeErrorFacts {
  /** True only if the provider certainly did not carry out the request. */
  readonly certainlyNotDone: boolean;
  /** True if the same call may succeed later. A create whose outcome is unknown is never retryable. */
  readonly retryable: boolean;
  /** Milliseconds to wait before a retry. Null if there is no hint. */
  readonly retryAfterMs?: number | null;
  readonly family?: Family | null;
  readonly operation?: Operation | null;
  /** Host of the request. */
  readonly host?: string | null;
  readonly httpStatus?: number | null;
  /** Media type of the answer, without parameters. */
  readonly contentType?: string | null;
  /** The provider's `code`, `message` (bounded, the key masked) and `request_id`. */
  readonly providerCode?: string | null;
  readonly providerMessage?: string | null;
  readonly requestId?: string | null;
  readonly cause?: Error;
}

/**
 * Base class of all errors that this client throws or returns. An error states whether the request was certainly not
 * carried out, whether and when to retry, and a `message` for the user.
 */
export abstract class DashScopeError extends Error {
  abstract readonly kind: ErrorKind;
  readonly certainlyNotDone: boolean;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly family: Family | null;
  readonly operation: Operation | null;
  readonly host: string | null;
  readonly httpStatus: number | null;
  readonly contentType: string | null;
  readonly providerCode: string | null;
  readonly providerMessage: string | null;
  readonly requestId: string | null;

  constructor(message: string, facts: DashScopeErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.certainlyNotDone = facts.certainlyNotDone;
    this.retryable = facts.retryable;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.family = facts.family ?? null;
    this.operation = facts.operation ?? null;
    this.host = facts.host ?? null;
    this.httpStatus = facts.httpStatus ?? null;
    this.contentType = facts.contentType ?? null;
    this.providerCode = facts.providerCode ?? null;
    this.providerMessage = facts.providerMessage ?? null;
    this.requestId = facts.requestId ?? null;
  }
}

/** A setting that this client refuses before it sends anything. `bound` is the name of the broken rule. */
export class DashScopeConfigurationError extends DashScopeError {
  override name = 'DashScopeConfigurationError';
  override readonly kind = 'configuration';
  readonly bound: string;

  constructor(bound: string, message: string) {
    super(message, { certainlyNotDone: true, retryable: false });
    this.bound = bound;
  }
}

/** 401: the key is wrong, belongs to the other scope, or has no access to the workspace. */
export class DashScopeAuthenticationError extends DashScopeError {
  override name = 'DashScopeAuthenticationError';
  override readonly kind = 'authentication';
}

/** The key is valid, but may not use this model, workspace or endpoint. */
export class DashScopeAccessDeniedError extends DashScopeError {
  override name = 'DashScopeAccessDeniedError';
  override readonly kind = 'access_denied';
}

/** Too many requests: the provider answered so, or the account's budget has no free slot in time. */
export class DashScopeThrottledError extends DashScopeError {
  override name = 'DashScopeThrottledError';
  override readonly kind = 'throttled';
}

/**
 * The meaning of `Throttling.AllocationQuota`: no room for another voice, the account's request or token quota (which
 * recovers), the free quota (which does not), or an undocumented message.
 */
export type QuotaMeaning = 'voice_storage' | 'allocated' | 'free' | 'unknown';

export class DashScopeQuotaExceededError extends DashScopeError {
  override name = 'DashScopeQuotaExceededError';
  override readonly kind = 'quota';
  readonly meaning: QuotaMeaning;

  constructor(message: string, facts: DashScopeErrorFacts, meaning: QuotaMeaning) {
    super(message, facts);
    this.meaning = meaning;
  }
}

export class DashScopeVoiceNotFoundError extends DashScopeError {
  override name = 'DashScopeVoiceNotFoundError';
  override readonly kind = 'voice_not_found';
}

/** The provider refused the content of the request, or this client did before it was sent. */
export class DashScopeInvalidRequestError extends DashScopeError {
  override name = 'DashScopeInvalidRequestError';
  override readonly kind = 'invalid_request';
}

/** Content inspection, an account's own content rule, or a suspected rights infringement. */
export class DashScopeContentRejectedError extends DashScopeError {
  override name = 'DashScopeContentRejectedError';
  override readonly kind = 'content_rejected';
}

/** Unpaid account, service not activated, or free quota used up with paid use switched off. */
export class DashScopeBillingError extends DashScopeError {
  override name = 'DashScopeBillingError';
  override readonly kind = 'billing';
}

/** The family's top-level model has an announced retirement, and the answer looks like it. */
export class DashScopeModelRetiredError extends DashScopeError {
  override name = 'DashScopeModelRetiredError';
  override readonly kind = 'model_retired';
  readonly retirement: Retirement;

  constructor(message: string, facts: DashScopeErrorFacts, retirement: Retirement) {
    super(message, facts);
    this.retirement = retirement;
  }
}

/** Any 5xx. It leaves open whether a create made the voice. */
export class DashScopeServerError extends DashScopeError {
  override name = 'DashScopeServerError';
  override readonly kind = 'server';
}

/** No connection could be opened, or it broke. */
export class DashScopeConnectionError extends DashScopeError {
  override name = 'DashScopeConnectionError';
  override readonly kind = 'connection';
}

/** A time-out of the operation, or the caller's AbortSignal. */
export class DashScopeTimeoutError extends DashScopeError {
  override name = 'DashScopeTimeoutError';
  override readonly kind = 'timeout';
}

/** An answer in no documented form: HTML, truncated JSON, a redirect, or no usable voice id. */
export class DashScopeUnreadableAnswerError extends DashScopeError {
  override name = 'DashScopeUnreadableAnswerError';
  override readonly kind = 'unreadable';
}

/** Returns true for a setting that this client refuses. Its `bound` names the broken rule. */
export function isConfigurationError(error: unknown): error is DashScopeConfigurationError {
  return error instanceof DashScopeConfigurationError;
}

export function isErrorOfKind(error: unknown, kind: ErrorKind): error is DashScopeError {
  return error instanceof DashScopeError && error.kind === kind;
}

/**
 * True if the provider may still carry out the failed request: the request may have reached it, and no answer rules that
 * out. False for errors that are not from the provider client.
 */
export function mayYetTakeEffect(error: unknown): boolean {
  return error instanceof DashScopeError && !error.certainlyNotDone;
}
