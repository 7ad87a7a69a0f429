import { types } from 'node:util';
import { NoResponseError, ProblemError, WaitTimeoutError } from '../../client/index.ts';
import type { ValidationIssue } from '../../client/types.ts';
import { printable } from '../output/text.ts';
import { exitCodeOf } from './exit-codes.ts';
import { UnknownOutcomeError } from './unknown-outcome-error.ts';

const advice: Readonly<Record<string, string>> = {
  unauthenticated: 'VOICE_API_KEY is not a key of this deployment; voice keys create makes one.',
  forbidden: 'A key with that scope is needed; voice keys create makes one.',
  not_found: 'voice list shows the voices that there are.',
  preview_unavailable: 'voice get shows how the voice stands.',
  idempotency_key_reused: 'The key belongs to another request; take another key.',
};

/** What an error says, what to do about it, and no stack: the stack is for errors that nobody foresaw. */
export function complaint(error: unknown): string[] {
  if (error instanceof UnknownOutcomeError) {
    const again = `Repeat the command with --idempotency-key ${error.idempotencyKey}`;
    return [...complaint(error.cause), `${again}: what was accepted is not made twice.`];
  }
  if (error instanceof ProblemError) return problemLines(error);
  if (error instanceof NoResponseError) {
    return [error.message, 'Is the address right, and the stack running (npm start)?'];
  }
  if (error instanceof WaitTimeoutError) {
    return [error.message, `It goes on all the same: voice get ${error.voiceId}`];
  }
  if (!types.isNativeError(error)) return ['something unknown was thrown'];
  return exitCodeOf(error) === null && error.stack ? error.stack.split('\n') : [error.message];
}

function problemLines({ problem, code }: ProblemError): string[] {
  const { detail, errors = [], requestId, status } = problem;
  const lines = [`${code}: ${printable(detail)}`, ...errors.map((issue) => `  ${findingText(issue)}`)];
  if (Object.hasOwn(advice, code)) lines.push(advice[code] ?? '');
  if (status >= 500 && requestId) lines.push(`request ${requestId}`);
  return lines;
}

export function findingText({ pointer, parameter, header, code, detail, allowed }: ValidationIssue): string {
  const where = pointer?.slice(1) || parameter || header || 'the request';
  const choice = allowed ? `: ${allowed.join(', ')}` : '';
  return printable(`${where} ${detail}${choice} (${code})`);
}
