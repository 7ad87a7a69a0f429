import { describe, expect, it } from '@jest/globals';
import { isSettled, NoAnswerError, ProblemError, type WaitOptions } from '../../client/index.ts';
import { waitUntilSettled } from '../../client/wait-until-settled.ts';
import { type Status, settledStatuses, statuses } from '../../lambdas/shared/contract.ts';
import { type ProblemCode, problem } from '../../lambdas/shared/http/problem.ts';
import { voiceView } from '../../lambdas/shared/voice/view.ts';
import { requestedVoice, voiceId } from '../support/voices.ts';

const at = (status: Status) => ({ ...voiceView(requestedVoice()), status });
const refusedWith = (code: ProblemCode) =>
  new ProblemError('GET /voices', problem(code, 'r', { detail: 'no' }), null);

/** Sees one thing after the other, the last for ever. */
function watching(seen: readonly (Status | Error)[], options: WaitOptions = {}) {
  let looks = 0;
  const look = async () => {
    const next = seen[Math.min(looks, seen.length - 1)] ?? 'OK';
    looks += 1;
    if (next instanceof Error) throw next;
    return at(next);
  };
  return waitUntilSettled(voiceId, look, { pollMs: 1, maxPollMs: 2, timeoutMs: 10_000, ...options });
}

describe('waiting for a voice', () => {
  it('ends with the settled voice and tells every look on the way, with the time it took so far', async () => {
    const progress: string[] = [];
    const elapsed: number[] = [];
    const voice = await watching(['REQUESTED', 'CREATING', 'DEPLOYING', 'DEPLOYING', 'OK'], {
      onProgress: (seen) => {
        progress.push(seen.voice.status);
        elapsed.push(seen.elapsedMs);
      },
    });
    expect(voice.status).toBe('OK');
    expect(progress).toEqual(['REQUESTED', 'CREATING', 'DEPLOYING', 'DEPLOYING', 'OK']);
    expect(elapsed).toEqual(elapsed.toSorted((a, b) => a - b));
  });

  it('knows the statuses in which nothing more happens', () => {
    expect(statuses.filter(isSettled)).toEqual(settledStatuses);
  });

  it('outlives an API that is away for a while', async () => {
    const away = [new NoAnswerError('away'), refusedWith('internal')];
    expect((await watching(['CREATING', ...away, 'OK'])).status).toBe('OK');
  });

  it.each(['not_found', 'forbidden', 'unauthenticated'] as const)(
    'ends where asking again is of no use: %s',
    async (code) => {
      await expect(watching(['CREATING', refusedWith(code), 'OK'])).rejects.toMatchObject({ code });
    },
  );

  it('gives up in time, with the voice as last seen and what was wrong', async () => {
    await expect(watching(['DEPLOYING'], { timeoutMs: 30 })).rejects.toMatchObject({
      name: 'WaitTimeoutError',
      voiceId,
      lastSeen: { status: 'DEPLOYING' },
      cause: undefined,
    });
    const away = new NoAnswerError('away');
    await expect(watching([away], { timeoutMs: 30 })).rejects.toMatchObject({ lastSeen: null, cause: away });
  });

  it('gives up in time on a look that does not end', async () => {
    const silent = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    await expect(waitUntilSettled(voiceId, silent, { timeoutMs: 30 })).rejects.toMatchObject({
      name: 'WaitTimeoutError',
    });
  });

  it('takes a wait of months for what it is', async () => {
    expect((await watching(['CREATING', 'OK'], { timeoutMs: 90 * 86_400_000 })).status).toBe('OK');
  });

  it('ends when it is called off', async () => {
    const controller = new AbortController();
    const options = { signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) };
    await expect(watching(['CREATING'], options)).rejects.toThrow('enough');
  });
});
