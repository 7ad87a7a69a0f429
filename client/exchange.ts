import { isProblem } from './answers.ts';
import { NoAnswerError, ProblemError, UnexpectedAnswerError } from './errors.ts';
import { longestRetryAfterMs, type RetryPolicy, retryAfterMs, retryWaitMs } from './retries.ts';
import { sleep } from './sleep.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  /** How the call is named in errors. */
  readonly name: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether carrying it out twice is as good as once. Others are repeated only where nothing was carried out. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal;
}

/** A whole answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

export interface ExchangeSettings {
  /** Of one attempt, milliseconds. */
  readonly timeoutMs: number;
  readonly retries: RetryPolicy;
}

/** Codes of answers that may be another in a moment. All other problems are an answer. */
const passing = new Set(['rate_limited', 'internal', 'unavailable', 'provider_throttled']);
/** Causes of which it is certain that nothing was sent. */
const unsent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Makes a call, again where that is safe and may help. No redirect is followed: a key goes to no other address.
 *
 * @param expected the statuses that are an answer to this call
 * @throws ProblemError, NoAnswerError, UnexpectedAnswerError; the signal's reason when it is aborted
 */
export async function exchange(
  call: Call,
  expected: readonly number[],
  { timeoutMs, retries }: ExchangeSettings,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptOf(call, expected, timeoutMs);
    if (!('error' in outcome)) return outcome.answer;
    const last = attempt >= retries.attempts || !(outcome.certainlyUndone || call.repeatable);
    const asked = outcome.error instanceof ProblemError ? (outcome.error.retryAfterMs ?? 0) : 0;
    if (!outcome.passing || last || asked > longestRetryAfterMs) throw outcome.error;
    await sleep(Math.max(asked, retryWaitMs(attempt, retries)), call.signal);
  }
}

type Outcome =
  | { readonly answer: Answer }
  | { readonly error: Error; readonly passing: boolean; readonly certainlyUndone: boolean };

async function attemptOf(call: Call, expected: readonly number[], timeoutMs: number): Promise<Outcome> {
  call.signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(call.url, {
      method: call.method,
      headers: { ...call.headers },
      body: call.body,
      redirect: 'manual',
      signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const answer = { status: response.status, headers: response.headers, bytes };
    return expected.includes(answer.status) ? { answer } : refusal(call, answer);
  } catch (cause) {
    call.signal?.throwIfAborted();
    const why = timeout.aborted ? `silent for ${timeoutMs / 1_000} s` : codeOf(cause);
    return {
      error: new NoAnswerError(`${call.name}: no answer from ${new URL(call.url).host}: ${why}`, { cause }),
      passing: true,
      certainlyUndone: unsent.has(why),
    };
  }
}

function refusal(call: Call, { status, headers, bytes }: Answer): Outcome {
  const document = jsonIn(bytes);
  if (isProblem(document)) {
    const asked = retryAfterMs(headers.get('retry-after'), Date.now());
    return {
      error: new ProblemError(call.name, document, asked),
      passing: passing.has(document.code),
      certainlyUndone: document.code === 'rate_limited',
    };
  }
  return {
    error: new UnexpectedAnswerError(call.name, status, 'not an answer of this API'),
    passing: status === 429 || status >= 500,
    certainlyUndone: status === 429,
  };
}

/** The JSON in an answer; undefined if there is none. */
export function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** The code of a failed fetch, which Node puts into the error's cause. An error of another realm is no `Error` here. */
function codeOf(error: unknown): string {
  const inner = memberOf(error, 'cause') ?? error;
  const texts = [memberOf(inner, 'code'), memberOf(inner, 'message')];
  return texts.find((text) => typeof text === 'string') ?? 'an unknown error';
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
