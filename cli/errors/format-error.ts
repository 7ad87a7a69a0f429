import { types } from 'node:util';
import { NoResponseError, ProblemError, WaitTimeoutError } from '../../client/index.ts';
import type { ValidationIssue } from '../../client/types.ts';
import { printable } from '../output/text.ts';
import { AwsCallError } from './aws-call-error.ts';
import { exitCodeOf } from './exit-codes.ts';
import { missingPermission } from './missing-permission.ts';
import { UnknownOutcomeError } from './unknown-outcome-error.ts';

/** Advice for the user, by problem code. */
const advice: Readonly<Record<string, string>> = {
  unauthenticated:
    'The API key is not a key of this deployment. Set VOICE_API_KEY to one that voice keys create prints.',
  forbidden: 'Use a key with that scope. Create one with voice keys create.',
  preview_unavailable: 'Show the state of the voice with voice get.',
  idempotency_key_reused: 'Another request has used this key. Choose a different key.',
};

/** Advice for an id that does not exist, by the beginning of the path. */
const listings: readonly (readonly [string, string])[] = [
  ['/aliases', 'List the existing aliases with voice alias list.'],
  ['/auditions', 'List the existing auditions with voice audition list.'],
  ['/provider/', 'List the voices without a record with voice import --family FAMILY --scope SCOPE.'],
  ['/voices', 'List the existing voices with voice list.'],
];

/** Returns the lines that explain an error and suggest a remedy. Only an unexpected error has its stack trace. */
export function formatError(error: unknown): string[] {
  if (error instanceof UnknownOutcomeError) {
    return [
      ...formatError(error.cause),
      `Repeat the command with --idempotency-key ${error.idempotencyKey}. No accepted request is created twice.`,
    ];
  }
  if (error instanceof ProblemError) return formatProblem(error);
  if (error instanceof AwsCallError) {
    return [error.message, missingPermission(error.message)].filter((line) => line !== null);
  }
  if (error instanceof NoResponseError) {
    return [error.message, 'Check the API URL, and whether the local stack is running (npm start).'];
  }
  if (error instanceof WaitTimeoutError) {
    return [error.message, `The workflow continues. Check the voice with voice get ${error.voiceId}`];
  }
  if (!types.isNativeError(error)) return ['a value that is not an Error was thrown'];
  return exitCodeOf(error) === null && error.stack ? error.stack.split('\n') : [error.message];
}

function formatProblem({ problem, code, call }: ProblemError): string[] {
  const { detail, errors = [], requestId, status } = problem;
  const lines = [`${code}: ${printable(detail)}`, ...errors.map((issue) => `  ${formatIssue(issue)}`)];
  const [, path = ''] = call.split(' ');
  const listing = listings.find(([start]) => path.startsWith(start));
  if (code === 'not_found' && listing) lines.push(listing[1]);
  if (Object.hasOwn(advice, code)) lines.push(advice[code] ?? '');
  if (status >= 500 && requestId) lines.push(`request ${requestId}`);
  return lines;
}

function formatIssue({ pointer, parameter, header, code, detail, allowed }: ValidationIssue): string {
  const subject = pointer?.slice(1) || parameter || header || 'the request';
  const choices = allowed ? `: ${allowed.join(', ')}` : '';
  return printable(`${subject} ${detail}${choices} (${code})`);
}
