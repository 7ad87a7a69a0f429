import type { Retirement } from './families.ts';
import type { Family, Operation } from './vocabulary.ts';

/** The kinds of error, each with its class below. */
export type ErrorKind =
  | 'configuration'
  | 'authentication'
  | 'access_denied'
  | 'throttled'
  | 'quota'
  | 'voice_not_found'
  | 'invalid_request'
  | 'content_rejected'
  | 'billing'
  | 'model_retired'
  | 'server'
  | 'connection'
  | 'timeout'
  | 'unreadable';

/** Facts that every error of this client carries. None of them ever holds the API key. */
export interface DashScopeErrorFacts {
  /** True only if the provider certainly has not done what was asked. */
  readonly certainlyNotDone: boolean;
  /** Whether the same call may succeed later. A create whose outcome is unknown is never retryable. */
  readonly retryable: boolean;
  /** How long to wait before that, when there is reason to say. Milliseconds. */
  readonly retryAfterMs?: number | null;
  readonly family?: Family | null;
  readonly operation?: Operation | null;
  /** The host that was asked, without path. */
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
 * Base of all errors that this client throws or hands back. It answers a caller's three questions: was it
 * certainly not done, may I retry (and after how long), and what do I tell the user (`message`).
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

/** A setting that this client refuses before anything is sent. `bound` names the rule that was broken. */
export class DashScopeConfigurationError extends DashScopeError {
  override name = 'DashScopeConfigurationError';
  override readonly kind = 'configuration';
  readonly bound: string;

  constructor(bound: string, message: string) {
    super(message, { certainlyNotDone: true, retryable: false });
    this.bound = bound;
  }
}

/** 401: the key is wrong, belongs to the other scope, or the workspace does not admit it. */
export class DashScopeAuthenticationError extends DashScopeError {
  override name = 'DashScopeAuthenticationError';
  override readonly kind = 'authentication';
}

/** The key is known, but may not use this model, workspace or endpoint. */
export class DashScopeAccessDeniedError extends DashScopeError {
  override name = 'DashScopeAccessDeniedError';
  override readonly kind = 'access_denied';
}

/** Too many requests: the provider said so, or this process's own limiter has no room in time. */
export class DashScopeThrottledError extends DashScopeError {
  override name = 'DashScopeThrottledError';
  override readonly kind = 'throttled';
}

/**
 * Which of the meanings of `Throttling.AllocationQuota` it was: no room for another voice, the account's
 * request or token quota (passes), the free quota (does not), or a message nobody has documented.
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

/** The provider refused the request's content, or this client did before sending it. */
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

/** Any 5xx. For a create it says nothing about whether the voice was made. */
export class DashScopeServerError extends DashScopeError {
  override name = 'DashScopeServerError';
  override readonly kind = 'server';
}

/** No connection, or one that broke. */
export class DashScopeConnectionError extends DashScopeError {
  override name = 'DashScopeConnectionError';
  override readonly kind = 'connection';
}

/** One of the operation's time-outs, or the caller's AbortSignal. */
export class DashScopeTimeoutError extends DashScopeError {
  override name = 'DashScopeTimeoutError';
  override readonly kind = 'timeout';
}

/** An answer that is not what the provider documents: HTML, half a JSON, a redirect, no usable voice id. */
export class DashScopeUnreadableAnswerError extends DashScopeError {
  override name = 'DashScopeUnreadableAnswerError';
  override readonly kind = 'unreadable';
}

export function isErrorOfKind(error: unknown, kind: ErrorKind): error is DashScopeError {
  return error instanceof DashScopeError && error.kind === kind;
}

/**
 * True if the provider may yet do what it was asked: the call reached it, or may have reached it, and the answer does
 * not rule it out. Errors of other origin are not the provider's.
 */
export function mayYetTakeEffect(error: unknown): boolean {
  return error instanceof DashScopeError && !error.certainlyNotDone;
}
