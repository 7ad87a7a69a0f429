import { z } from 'zod';
import { AwsError } from '../../core/aws-error.ts';
import type { ExecutionRow } from './execution-store.ts';

/** The attempt of a Task state that a token belongs to. */
export type TokenTask = Pick<
  ExecutionRow,
  'machine' | 'name' | 'state' | 'enteredAt' | 'historyEvents' | 'taskAttempt'
>;

const tokenSchema = z.tuple([z.string(), z.string(), z.string(), z.number(), z.number(), z.number()]);

/**
 * Returns the token of the attempt that an execution is in. All its parts are on disk, so a state that is entered again
 * after a kill has the same token. The event count distinguishes visits within one millisecond. Each retry has a new
 * token, as on AWS.
 */
export function taskToken(task: TokenTask): string {
  const { machine, name, state, enteredAt, historyEvents, taskAttempt } = task;
  return Buffer.from(JSON.stringify([machine, name, state, enteredAt, historyEvents, taskAttempt])).toString(
    'base64',
  );
}

/** @throws AwsError `InvalidToken` */
export function parseTaskToken(token: string): TokenTask {
  try {
    const parts = tokenSchema.parse(JSON.parse(Buffer.from(token, 'base64').toString()));
    const [machine, name, state, enteredAt, historyEvents, taskAttempt] = parts;
    return { machine, name, state, enteredAt, historyEvents, taskAttempt };
  } catch {
    throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  }
}
