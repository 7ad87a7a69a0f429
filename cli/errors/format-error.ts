import { types } from 'node:util';
import { NoResponseError, ProblemError, WaitTimeoutError } from '../../client/index.ts';
import type { ValidationIssue } from '../../client/types.ts';
import { printable } from '../output/text.ts';
import { exitCodeOf } from './exit-codes.ts';
import { UnknownOutcomeError } from './unknown-outcome-error.ts';

/** Advice for the user, by problem code. */
const advice: Readonly<Record<string, string>> = {
  unauthenticated: 'VOICE_API_KEY is not a key of this deployment. Create one with voice keys create.',
  forbidden: 'Use a key with that scope. Create one with voice keys create.',
  not_found: 'List the existing voices with voice list.',
  preview_unavailable: 'Show the state of the voice with voice get.',
  idempotency_key_reused: 'Another request has used this key. Choose a different key.',
};

/** Returns the lines that explain an error and suggest a remedy. Only an unexpected error has its stack trace. */
export function formatError(error: unknown): string[] {
  if (error instanceof UnknownOutcomeError) {
    return [
      ...formatError(error.cause),
      `Repeat the command with --idempotency-key ${error.idempotencyKey}. No accepted request is created twice.`,
    ];
  }
  if (error instanceof ProblemError) return formatProblem(error);
  if (error instanceof NoResponseError) {
    return [error.message, 'Check the API URL, and whether the local stack is running (npm start).'];
  }
  if (error instanceof WaitTimeoutError) {
    return [error.message, `The workflow continues. Check the voice with voice get ${error.voiceId}`];
  }
  if (!types.isNativeError(error)) return ['a value that is not an Error was thrown'];
  return exitCodeOf(error) === null && error.stack ? error.stack.split('\n') : [error.message];
}

function formatProblem({ problem, code }: ProblemError): string[] {
  const { detail, errors = [], requestId, status } = problem;
  const lines = [`${code}: ${printable(detail)}`, ...errors.map((issue) => `  ${formatIssue(issue)}`)];
  if (Object.hasOwn(advice, code)) lines.push(advice[code] ?? '');
  if (status >= 500 && requestId) lines.push(`request ${requestId}`);
  return lines;
}

function formatIssue({ pointer, parameter, header, code, detail, allowed }: ValidationIssue): string {
  const subject = pointer?.slice(1) || parameter || header || 'the request';
  const choices = allowed ? `: ${allowed.join(', ')}` : '';
  return printable(`${subject} ${detail}${choices} (${code})`);
}
