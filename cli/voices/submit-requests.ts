import { ProblemError, type VoiceClient } from '../../client/index.ts';
import type { VoiceView } from '../../client/types.ts';
import { exitCodeOf, exitCodes } from '../errors/exit-codes.ts';
import { formatError } from '../errors/format-error.ts';
import type { Terminal } from '../output/terminal.ts';

/** The result of one request. */
export type Submission = { readonly voice: VoiceView } | { readonly problem: ProblemError };

/** Number of requests in flight. More would be throttled. */
const concurrency = 4;

/**
 * Submits requests concurrently. If there are several, a refused request does not stop the others. Any other failure,
 * such as a rejected API key or a missing response, stops the submission.
 *
 * @param idempotencyKeyOf returns the idempotency key of request number n, counted from 1
 */
export async function submitRequests(
  client: VoiceClient,
  requests: readonly object[],
  idempotencyKeyOf: (n: number) => string,
  terminal: Terminal,
): Promise<Submission[]> {
  const submissions: Submission[] = [];
  const queue = requests.entries();
  const failures: unknown[] = [];
  const submitFromQueue = async (): Promise<void> => {
    for (const [i, request] of queue) {
      if (failures.length > 0) return;
      try {
        const { voice } = await client.createUnchecked(request, { idempotencyKey: idempotencyKeyOf(i + 1) });
        submissions[i] = { voice };
        terminal.report(`${voice.voiceId}  accepted`);
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
