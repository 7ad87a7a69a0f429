import type { Problem, ProblemCode, VoiceView } from './types.ts';

/** Codes that the gateway gives in front of the functions, and any that a newer deployment may know. */
type OtherCode = 'rate_limited' | 'unavailable' | (string & {});

/** A problem document as it arrives: the codes that this client knows, and perhaps newer ones. */
export type AnsweredProblem = Omit<Problem, 'code' | 'type' | 'requestId'> & {
  readonly code: ProblemCode | OtherCode;
  readonly requestId?: string;
};

/** The API said no, and why: a problem document (RFC 9457). Programs go by `code`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: AnsweredProblem;
  readonly code: AnsweredProblem['code'];
  readonly status: number;
  /** What the header Retry-After asks for. */
  readonly retryAfterMs: number | null;

  constructor(call: string, problem: AnsweredProblem, retryAfterMs: number | null) {
    super(`${call}: ${problem.status} ${problem.code}: ${problem.detail}`);
    this.problem = problem;
    this.code = problem.code;
    this.status = problem.status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer came: not reached, cut off, or silent for too long. Whether the call was carried out is not known. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** Something answered that is not this API: another address, a proxy, a link that has run out. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  readonly status: number;

  constructor(call: string, status: number, what: string) {
    super(`${call}: ${status}, ${what}`);
    this.status = status;
  }
}

/** The voice was not settled in time. It goes on all the same; waiting again is free. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
  readonly voiceId: string;
  /** As last seen; null if no answer came at all. `cause` then says why. */
  readonly lastSeen: VoiceView | null;

  constructor(voiceId: string, waitedMs: number, lastSeen: VoiceView | null, cause?: unknown) {
    const status = lastSeen === null ? 'no answer' : lastSeen.status;
    super(`${voiceId} is not settled after ${Math.round(waitedMs / 1_000)} s: ${status}`, { cause });
    this.voiceId = voiceId;
    this.lastSeen = lastSeen;
  }
}

/** A setting or an argument with which no call can be made. Never repeats a key. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}
