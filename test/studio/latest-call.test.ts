import { describe, expect, it } from '@jest/globals';
import { LatestCall } from '../../studio/core/latest-call.ts';

/** A call that the test ends. */
interface Started {
  readonly input: string;
  readonly signal: AbortSignal;
  resolve(result: string): void;
  reject(error: Error): void;
}

function fixture() {
  const timers = new Set<() => void>();
  const started: Started[] = [];
  const reported: string[] = [];
  const latest = new LatestCall<string, string>({
    call: (input, signal) =>
      new Promise((resolve, reject) => void started.push({ input, signal, resolve, reject })),
    onResult: (result, input) => void reported.push(`${input}: ${result}`),
    onError: (error, input) => void reported.push(`${input}: ${String(error)}`),
    clock: {
      after: (_ms, run) => {
        timers.add(run);
        return () => timers.delete(run);
      },
    },
    delayMs: 500,
  });
  const passTime = () => {
    for (const run of [...timers]) {
      timers.delete(run);
      run();
    }
  };
  return { latest, started, reported, passTime };
}

/** Lets the continuations of settled promises run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the call with the latest input', () => {
  it('starts once, a while after the last input', () => {
    const { latest, started, passTime } = fixture();
    for (const input of ['a', 'ab', 'abc']) latest.request(input);
    expect(started).toHaveLength(0);
    passTime();
    expect(started.map(({ input }) => input)).toEqual(['abc']);
  });

  it('aborts an outdated call and ignores its outcome', async () => {
    const { latest, started, reported, passTime } = fixture();
    latest.request('old');
    passTime();
    latest.request('new');
    expect(started[0]?.signal.aborted).toBe(true);
    started[0]?.resolve('late');
    passTime();
    started[1]?.resolve('current');
    await settle();
    expect(reported).toEqual(['new: current']);
  });

  it('reports an error of the current call only', async () => {
    const { latest, started, reported, passTime } = fixture();
    latest.request('old');
    passTime();
    latest.request('new');
    started[0]?.reject(new Error('aborted'));
    passTime();
    started[1]?.reject(new Error('refused'));
    await settle();
    expect(reported).toEqual(['new: Error: refused']);
  });

  it('reports nothing after it is cancelled', async () => {
    const { latest, started, reported, passTime } = fixture();
    latest.request('a');
    passTime();
    latest.cancel();
    started[0]?.resolve('late');
    await settle();
    expect(reported).toEqual([]);
  });
});
