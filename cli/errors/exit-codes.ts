import {
  ArgumentError,
  AuditionWaitTimeoutError,
  NoResponseError,
  type ProblemCode,
  ProblemError,
  UnexpectedResponseError,
  WaitTimeoutError,
} from '../../client/index.ts';
import { AwsCallError } from './aws-call-error.ts';
import { KeyError, UnreadableKeyError } from './key-errors.ts';
import { RefusedInputError } from './refused-input-error.ts';
import { UnknownOutcomeError } from './unknown-outcome-error.ts';
import { UsageError } from './usage-error.ts';

export const exitCodes = {
  success: 0,
  unexpected: 1,
  usage: 2,
  refused: 3,
  notAuthorized: 4,
  settledNotOk: 5,
  timedOut: 6,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit codes as the help and docs/cli.md explain them. */
export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.success, 'success'],
  [
    exitCodes.unexpected,
    'unexpected failure: no response, or an error in the API, in AWS or at the provider',
  ],
  [exitCodes.usage, 'usage error: an invalid option or argument, or a missing setting'],
  [
    exitCodes.refused,
    'refused: the request is invalid, the voice does not exist, or its status does not allow the operation',
  ],
  [exitCodes.notAuthorized, 'not authorized: the API key or the AWS credentials do not permit the call'],
  [exitCodes.settledNotOk, 'the voice settled with a status other than OK, or no candidate can be chosen'],
  [exitCodes.timedOut, 'timed out while waiting; the workflow continues'],
];

/** Returns the exit code for several results: the lowest code that is not a success. */
export function combineExitCodes(codes: readonly ExitCode[]): ExitCode {
  const failures = codes.filter((code) => code !== exitCodes.success);
  return failures.toSorted((a, b) => a - b)[0] ?? exitCodes.success;
}

/** Problems that are failures of the deployment or the provider, and not refusals of the request. */
const failureCodes = new Set<string>([
  'internal',
  'unavailable',
  'rate_limited',
  'provider_error',
  'provider_timeout',
  'provider_throttled',
] satisfies ProblemCode[]);

const awsExitCodes = {
  notAuthorized: exitCodes.notAuthorized,
  refused: exitCodes.refused,
  noResponse: exitCodes.unexpected,
} as const satisfies Record<AwsCallError['kind'], ExitCode>;

/** Returns the exit code of an expected error, or null for any other error. */
export function exitCodeOf(error: unknown): ExitCode | null {
  if (error instanceof UnknownOutcomeError) return exitCodeOf(error.cause);
  if (error instanceof UsageError || error instanceof ArgumentError || error instanceof KeyError) {
    return exitCodes.usage;
  }
  if (error instanceof RefusedInputError) return exitCodes.refused;
  if (error instanceof AwsCallError) return awsExitCodes[error.kind];
  if (error instanceof UnreadableKeyError) return exitCodes.unexpected;
  if (error instanceof WaitTimeoutError || error instanceof AuditionWaitTimeoutError)
    return exitCodes.timedOut;
  if (error instanceof NoResponseError) return exitCodes.unexpected;
  if (error instanceof UnexpectedResponseError) {
    return error.status === 401 || error.status === 403 ? exitCodes.notAuthorized : exitCodes.unexpected;
  }
  if (!(error instanceof ProblemError)) return null;
  if (error.status === 401 || error.status === 403) return exitCodes.notAuthorized;
  return failureCodes.has(error.code) ? exitCodes.unexpected : exitCodes.refused;
}
