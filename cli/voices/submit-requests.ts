import { ProblemError } from '../../client/index.ts';
import { exitCodeOf, exitCodes } from '../errors/exit-codes.ts';
import { formatError } from '../errors/format-error.ts';
import type { Terminal } from '../output/terminal.ts';

/** The result of one request. */
export type Submission<Result> = { readonly result: Result } | { readonly problem: ProblemError };

/** Number of requests in flight. More would be throttled. */
const concurrency = 4;

/**
 * Submits requests concurrently. If there are several, a refused request does not stop the others. Any other failure,
 * such as a rejected API key or a missing response, stops the submission.
 *
 * @param submit sends request number n, counted from 1
 */
export async function submitRequests<Result>(
  requests: readonly object[],
  submit: (request: object, n: number) => Promise<Result>,
  terminal: Terminal,
): Promise<Submission<Result>[]> {
  const submissions: Submission<Result>[] = [];
  const queue = requests.entries();
  const failures: unknown[] = [];
  const submitFromQueue = async (): Promise<void> => {
    for (const [i, request] of queue) {
      if (failures.length > 0) return;
      try {
        submissions[i] = { result: await submit(request, i + 1) };
      } catch (error) {
        if (requests.length === 1 || !isRefusal(error)) {
          failures.push(error);
          return;
        }
        for (const line of formatError(error)) terminal.report(`request ${i + 1}  ${line}`);
        submissions[i] = { problem: error };
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, submitFromQueue));
  // Thrown last, so that the other requests in flight are reported first.
  if (failures.length > 0) throw failures[0];
  return submissions;
}

function isRefusal(error: unknown): error is ProblemError {
  return error instanceof ProblemError && exitCodeOf(error) === exitCodes.refused;
}
