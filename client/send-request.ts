import { NoResponseError, ProblemError, UnexpectedResponseError } from './errors.ts';
import { isProblemDocument } from './response-guards.ts';
import { maxRetryAfterMs, parseRetryAfterMs, type RetryPolicy, retryWaitMs } from './retry-policy.ts';
import { sleep } from './sleep.ts';
import type { ProblemCode } from './types.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  /** The name of the request in error messages. */
  readonly name: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** False if the request must not be carried out twice. It is then retried only if it was certainly not carried out. */
  readonly idempotent: boolean;
  readonly signal?: AbortSignal;
}

/** A response with its complete body. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

export interface SendSettings {
  /** Time limit of one attempt, in milliseconds. */
  readonly timeoutMs: number;
  readonly retries: RetryPolicy;
}

/** Codes of problems that may disappear within seconds. */
const transientCodes = new Set<string>([
  'rate_limited',
  'internal',
  'unavailable',
  'provider_throttled',
] satisfies ProblemCode[]);
/** Errors of a connection that was never opened, so that nothing was sent. */
const connectErrors = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Sends a request, and retries it where that is safe and may help. Follows no redirect, because that would send the API
 * key to another address.
 *
 * @param expectedStatuses the HTTP statuses of a successful response
 * @throws ProblemError, NoResponseError, UnexpectedResponseError, or the reason of the signal when it is aborted
 */
export async function sendRequest(
  request: ApiRequest,
  expectedStatuses: readonly number[],
  { timeoutMs, retries }: SendSettings,
): Promise<ApiResponse> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await sendOnce(request, expectedStatuses, timeoutMs);
    if (!('error' in outcome)) return outcome.response;
    const { error, transient, notCarriedOut } = outcome;
    const retryAfterMs = error instanceof ProblemError ? (error.retryAfterMs ?? 0) : 0;
    const safe = request.idempotent || notCarriedOut;
    if (!transient || !safe || attempt >= retries.attempts || retryAfterMs > maxRetryAfterMs) throw error;
    await sleep(Math.max(retryAfterMs, retryWaitMs(attempt, retries)), request.signal);
  }
}

type Outcome = { readonly response: ApiResponse } | Failure;

interface Failure {
  readonly error: Error;
  /** True if another attempt may succeed. */
  readonly transient: boolean;
  /** True if the API certainly did not carry out the request. */
  readonly notCarriedOut: boolean;
}

async function sendOnce(
  request: ApiRequest,
  expectedStatuses: readonly number[],
  timeoutMs: number,
): Promise<Outcome> {
  request.signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const fetched = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers },
      body: request.body,
      redirect: 'manual',
      signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
    });
    const bytes = new Uint8Array(await fetched.arrayBuffer());
    const response = { status: fetched.status, headers: fetched.headers, bytes };
    return expectedStatuses.includes(response.status) ? { response } : classifyFailure(request, response);
  } catch (cause) {
    request.signal?.throwIfAborted();
    const reason = timeout.aborted ? `no data for ${timeoutMs / 1_000} s` : errorCode(cause);
    const { host } = new URL(request.url);
    return {
      error: new NoResponseError(`${request.name} got no response from ${host} (${reason})`, { cause }),
      transient: true,
      notCarriedOut: connectErrors.has(reason),
    };
  }
}

function classifyFailure({ name }: ApiRequest, { status, headers, bytes }: ApiResponse): Failure {
  const body = parseJson(bytes);
  if (isProblemDocument(body)) {
    return {
      error: new ProblemError(name, body, parseRetryAfterMs(headers.get('retry-after'), Date.now())),
      transient: transientCodes.has(body.code),
      notCarriedOut: body.code === 'rate_limited',
    };
  }
  return {
    error: new UnexpectedResponseError(name, status, 'the response is not from this API'),
    transient: status === 429 || status >= 500,
    notCarriedOut: status === 429,
  };
}

/** Parses a body as JSON. Returns undefined if it is not JSON. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** Returns the code or the message of the error that made `fetch` fail. */
function errorCode(error: unknown): string {
  const cause = property(error, 'cause') ?? error;
  const text = property(cause, 'code') ?? property(cause, 'message');
  return typeof text === 'string' ? text : 'an unknown error';
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
