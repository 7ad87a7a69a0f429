import { describe, expect, it } from '@jest/globals';
import { isSettled, NoResponseError, ProblemError, type WaitOptions } from '../../client/index.ts';
import { waitUntilSettled } from '../../client/wait-until-settled.ts';
import {
  type FunctionProblemCode,
  type Status,
  settledStatuses,
  statuses,
} from '../../lambdas/shared/contract.ts';
import { problem } from '../../lambdas/shared/http/problem.ts';
import { voiceView } from '../../lambdas/shared/voice/view.ts';
import { requestedVoice, voiceId } from '../support/voices.ts';

const voiceWith = (status: Status) => ({ ...voiceView(requestedVoice()), status });
const problemError = (code: FunctionProblemCode) =>
  new ProblemError('GET /voices', problem(code, 'r', { detail: 'no' }), null);

/** Waits with polls that return the given results in turn and then repeat the last one. */
function waitWith(results: readonly (Status | Error)[], options: WaitOptions = {}) {
  let polls = 0;
  const fetchVoice = async () => {
    const next = results[Math.min(polls, results.length - 1)] ?? 'OK';
    polls += 1;
    if (next instanceof Error) throw next;
    return voiceWith(next);
  };
  return waitUntilSettled(voiceId, fetchVoice, { pollMs: 1, maxPollMs: 2, timeoutMs: 10_000, ...options });
}

describe('waitUntilSettled', () => {
  it('returns the settled voice and reports every poll with the elapsed time', async () => {
    const progress: string[] = [];
    const elapsed: number[] = [];
    const voice = await waitWith(['REQUESTED', 'CREATING', 'DEPLOYING', 'DEPLOYING', 'OK'], {
      onProgress: ({ voice, elapsedMs }) => {
        progress.push(voice.status);
        elapsed.push(elapsedMs);
      },
    });
    expect(voice.status).toBe('OK');
    expect(progress).toEqual(['REQUESTED', 'CREATING', 'DEPLOYING', 'DEPLOYING', 'OK']);
    expect(elapsed).toEqual(elapsed.toSorted((a, b) => a - b));
  });

  it('treats the settled statuses of the contract as settled', () => {
    expect(statuses.filter(isSettled)).toEqual(settledStatuses);
  });

  it('continues after temporary failures of the API', async () => {
    const failures = [new NoResponseError('unreachable'), problemError('internal')];
    expect((await waitWith(['CREATING', ...failures, 'OK'])).status).toBe('OK');
  });

  it.each(['not_found', 'forbidden', 'unauthenticated'] as const)(
    'throws at once on a permanent problem: %s',
    async (code) => {
      await expect(waitWith(['CREATING', problemError(code), 'OK'])).rejects.toMatchObject({ code });
    },
  );

  it('throws after the time-out with the last voice and the last error', async () => {
    await expect(waitWith(['DEPLOYING'], { timeoutMs: 30 })).rejects.toMatchObject({
      name: 'WaitTimeoutError',
      voiceId,
      lastSeen: { status: 'DEPLOYING' },
      cause: undefined,
    });
    const unreachable = new NoResponseError('unreachable');
    await expect(waitWith([unreachable], { timeoutMs: 30 })).rejects.toMatchObject({
      lastSeen: null,
      cause: unreachable,
    });
  });

  it('throws after the time-out during a poll without a response', async () => {
    const silent = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    await expect(waitUntilSettled(voiceId, silent, { timeoutMs: 30 })).rejects.toMatchObject({
      name: 'WaitTimeoutError',
    });
  });

  it('accepts a time-out longer than the longest timer', async () => {
    expect((await waitWith(['CREATING', 'OK'], { timeoutMs: 90 * 86_400_000 })).status).toBe('OK');
  });

  it('throws the reason of an aborted signal', async () => {
    const controller = new AbortController();
    const options = { signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) };
    await expect(waitWith(['CREATING'], options)).rejects.toThrow('enough');
  });
});
