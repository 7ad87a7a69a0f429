import type { AuditionView, Problem, ProblemCode, VoiceView } from './types.ts';

/** Codes of newer deployments. */
type OtherCode = string & {};

/**
 * A problem document (RFC 9457), as the API returns it. A newer deployment may send codes that this client does not list.
 *
 * @example
 * const explain = ({ code, detail }: ProblemDocument) => `${code}: ${detail}`;
 * await client.get(voiceId).catch((error) => error instanceof ProblemError && explain(error.problem));
 */
export type ProblemDocument = Omit<Problem, 'code' | 'type' | 'requestId'> & {
  readonly code: ProblemCode | OtherCode;
  readonly requestId?: string;
};

/**
 * The API refused the call or failed, and returned a problem document. Branch on `code`.
 *
 * @example
 * try {
 *   await client.get(voiceId);
 * } catch (error) {
 *   if (!(error instanceof ProblemError && error.code === 'not_found')) throw error;
 * }
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  /** Method and path of the call below the base URL, for example `GET /aliases/narrator`. */
  readonly call: string;
  readonly problem: ProblemDocument;
  readonly code: ProblemDocument['code'];
  /** HTTP status. */
  readonly status: number;
  /** The wait that the Retry-After header requests, in milliseconds. Null without that header. */
  readonly retryAfterMs: number | null;

  constructor(call: string, problem: ProblemDocument, retryAfterMs: number | null) {
    super(`${call} returned ${problem.status} ${problem.code}: ${problem.detail}`);
    this.call = call;
    this.problem = problem;
    this.code = problem.code;
    this.status = problem.status;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * No complete response arrived: the connection failed, broke, or timed out. The API may have carried out the call.
 *
 * @example
 * try {
 *   await client.restore(voiceId);
 * } catch (error) {
 *   if (!(error instanceof NoResponseError)) throw error;
 *   console.log((await client.get(voiceId)).status);
 * }
 */
export class NoResponseError extends Error {
  override readonly name = 'NoResponseError';
}

/**
 * A response arrived that is not from this API, for example from a proxy or for an expired link.
 *
 * @example
 * try {
 *   await client.preview(voiceId);
 * } catch (error) {
 *   if (!(error instanceof UnexpectedResponseError)) throw error;
 *   console.error(`status ${error.status}`);
 * }
 */
export class UnexpectedResponseError extends Error {
  override readonly name = 'UnexpectedResponseError';
  /** HTTP status. */
  readonly status: number;

  constructor(call: string, status: number, problem: string) {
    super(`${call} returned ${status}, but ${problem}`);
    this.status = status;
  }
}

/**
 * The voice did not settle in time. Its workflow continues, so it is safe to wait again.
 *
 * @example
 * try {
 *   await client.waitUntilSettled(voiceId, { timeoutMs: 60_000 });
 * } catch (error) {
 *   if (!(error instanceof WaitTimeoutError)) throw error;
 *   console.log(`still ${error.lastSeen?.status}`);
 * }
 */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
  readonly voiceId: string;
  /** The last response. Null if no call succeeded; `cause` is then the error of the last call. */
  readonly lastSeen: VoiceView | null;

  constructor(voiceId: string, waitedMs: number, lastSeen: VoiceView | null, cause?: unknown) {
    const state = lastSeen === null ? 'no response' : `status ${lastSeen.status}`;
    super(`${voiceId} did not settle within ${Math.round(waitedMs / 1_000)} s (${state})`, { cause });
    this.voiceId = voiceId;
    this.lastSeen = lastSeen;
  }
}

/**
 * The candidates of an audition did not settle in time. Their workflows continue, so it is safe to wait again.
 *
 * @example
 * try {
 *   await client.auditions.waitUntilSettled(auditionId, { timeoutMs: 60_000 });
 * } catch (error) {
 *   if (!(error instanceof AuditionWaitTimeoutError)) throw error;
 *   console.log(`still ${error.lastSeen?.status}`);
 * }
 */
export class AuditionWaitTimeoutError extends Error {
  override readonly name = 'AuditionWaitTimeoutError';
  readonly auditionId: string;
  /** The last response. Null if no call succeeded; `cause` is then the error of the last call. */
  readonly lastSeen: AuditionView | null;

  constructor(auditionId: string, waitedMs: number, lastSeen: AuditionView | null, cause?: unknown) {
    const state = lastSeen === null ? 'no response' : `status ${lastSeen.status}`;
    super(`${auditionId} did not settle within ${Math.round(waitedMs / 1_000)} s (${state})`, { cause });
    this.auditionId = auditionId;
    this.lastSeen = lastSeen;
  }
}

/**
 * A setting or an argument is invalid, so no call was made. The message never contains an API key.
 *
 * @example
 * try {
 *   new VoiceClient({ apiUrl: 'http://example.com/v1', apiKey });
 * } catch (error) {
 *   if (!(error instanceof ArgumentError)) throw error;
 *   console.error(error.message);
 * }
 */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}
