import {
  ArgumentError,
  NoResponseError,
  type ProblemCode,
  ProblemError,
  UnexpectedResponseError,
  WaitTimeoutError,
} from '../../client/index.ts';
import { AwsCallError } from './aws-call-error.ts';
import { KeyError, UnreadableKeyError } from './key-errors.ts';
import { UnknownOutcomeError } from './unknown-outcome-error.ts';
import { UsageError } from './usage-error.ts';

export const exitCodes = {
  done: 0,
  unexpected: 1,
  usage: 2,
  refused: 3,
  notAuthorized: 4,
  settledOther: 5,
  gaveUp: 6,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** For the help and the documentation. */
export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.done, 'done'],
  [exitCodes.unexpected, 'unexpected: no answer, or a failure on the other side'],
  [exitCodes.usage, 'usage: a wrong option, a missing setting'],
  [
    exitCodes.refused,
    'refused: the request is wrong, there is no such voice, or its status does not allow it',
  ],
  [exitCodes.notAuthorized, 'not authorized: the key or the AWS credentials do not allow it'],
  [exitCodes.settledOther, 'the voice settled other than OK'],
  [exitCodes.gaveUp, 'gave up waiting; the voice goes on'],
];

/** Of several voices: the lowest code that is not 0. */
export function combined(codes: readonly ExitCode[]): ExitCode {
  const wrong = codes.filter((code) => code !== exitCodes.done);
  return wrong.toSorted((a, b) => a - b)[0] ?? exitCodes.done;
}

/** Problems that are a failure on the other side, not a refusal. */
const failures = new Set<string>([
  'internal',
  'unavailable',
  'rate_limited',
  'provider_error',
  'provider_timeout',
  'provider_throttled',
] satisfies ProblemCode[]);

const awsCodes = {
  notAuthorized: exitCodes.notAuthorized,
  refused: exitCodes.refused,
  noAnswer: exitCodes.unexpected,
} as const satisfies Record<AwsCallError['kind'], ExitCode>;

/** What an error means for the caller; null for one that nobody foresaw. */
export function exitCodeOf(error: unknown): ExitCode | null {
  if (error instanceof UnknownOutcomeError) return exitCodeOf(error.cause);
  if (error instanceof UsageError || error instanceof ArgumentError || error instanceof KeyError) {
    return exitCodes.usage;
  }
  if (error instanceof AwsCallError) return awsCodes[error.kind];
  if (error instanceof UnreadableKeyError) return exitCodes.unexpected;
  if (error instanceof WaitTimeoutError) return exitCodes.gaveUp;
  if (error instanceof NoResponseError) return exitCodes.unexpected;
  if (error instanceof UnexpectedResponseError) {
    return error.status === 401 || error.status === 403 ? exitCodes.notAuthorized : exitCodes.unexpected;
  }
  if (!(error instanceof ProblemError)) return null;
  if (error.status === 401 || error.status === 403) return exitCodes.notAuthorized;
  return failures.has(error.code) ? exitCodes.unexpected : exitCodes.refused;
}
