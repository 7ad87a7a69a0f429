import { ProblemError, type VoiceClient } from '../../client/index.ts';
import type { VoiceView } from '../../client/types.ts';
import { exitCodeOf, exitCodes } from '../errors/exit-codes.ts';
import { complaint } from '../errors/format-error.ts';
import type { Terminal } from '../output/terminal.ts';

/** What became of one request. */
export type Requested = { readonly voice: VoiceView } | { readonly refused: ProblemError };

/** Many enough to be quick, few enough not to be throttled. */
const lanes = 4;

/**
 * Sends requests, a few at a time. Of several, one that is refused does not hold up the others; where no answer comes, or
 * the key is refused, nothing more is sent.
 *
 * @param keyOf the idempotency key of request number n, from 1
 */
export async function requestVoices(
  client: VoiceClient,
  requests: readonly object[],
  keyOf: (n: number) => string,
  terminal: Terminal,
): Promise<Requested[]> {
  const requested: Requested[] = [];
  const queue = requests.entries();
  const failures: unknown[] = [];
  const send = async (): Promise<void> => {
    for (const [i, request] of queue) {
      if (failures.length > 0) return;
      try {
        const idempotencyKey = keyOf(i + 1);
        const { voice } = await client.createUnchecked(request, { idempotencyKey });
        requested[i] = { voice };
        terminal.tell(`${voice.voiceId}  accepted`);
      } catch (error) {
        if (
          !(error instanceof ProblemError) ||
          exitCodeOf(error) !== exitCodes.refused ||
          requests.length === 1
        ) {
          failures.push(error);
          return;
        }
        for (const line of complaint(error)) terminal.tell(`request ${i + 1}  ${line}`);
        requested[i] = { refused: error };
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, send));
  // Only now: what was under way has been answered, and told.
  if (failures.length > 0) throw failures[0];
  return requested;
}
