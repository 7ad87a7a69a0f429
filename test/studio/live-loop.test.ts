import { describe, expect, it } from '@jest/globals';
import { activeMs, hiddenMs, idleMs, LiveLoop } from '../../studio/core/live-loop.ts';

/** A clock that runs the next timer on request. */
function virtualClock() {
  let timer: { readonly ms: number; readonly run: () => void } | null = null;
  const state = { isHidden: false };
  return {
    state,
    waiting: () => timer?.ms ?? null,
    next: async () => {
      const due = timer;
      timer = null;
      due?.run();
      await settled();
    },
    clock: {
      after: (ms: number, run: () => void) => {
        const own = { ms, run };
        timer = own;
        return () => {
          if (timer === own) timer = null;
        };
      },
      isHidden: () => state.isHidden,
    },
  };
}

/** Lets promises that are already resolved continue. */
const settled = async () => {
  for (let turns = 0; turns < 10; turns += 1) await Promise.resolve();
};

function startLoop(
  load: (previous: string | undefined) => Promise<string>,
  mayRecover = true,
  initial?: string,
) {
  const { clock, ...control } = virtualClock();
  const values: string[] = [];
  const errors: unknown[] = [];
  const loop = new LiveLoop<string>({
    load: (_signal, previous) => load(previous),
    onValue: (value) => values.push(value),
    onError: (error) => {
      errors.push(error);
      return mayRecover;
    },
    clock,
    initial,
  });
  loop.start();
  return { loop, values, errors, ...control };
}

describe('a live value', () => {
  it('begins with the value of an earlier loop, for which only changes are loaded', async () => {
    const loadedAfter: (string | undefined)[] = [];
    const load = async (previous: string | undefined) => {
      loadedAfter.push(previous);
      return 'kept';
    };
    const { values, waiting } = startLoop(load, true, 'kept');
    await settled();
    expect(loadedAfter).toEqual(['kept']);
    expect(values).toEqual(['kept']);
    expect(waiting()).toBe(activeMs * 1.5);
  });

  it('is loaded again soon after a change, and less and less often without one', async () => {
    let version = 0;
    const { waiting, next } = startLoop(async () => String(version));
    await settled();
    expect(waiting()).toBe(activeMs);
    const waits: (number | null)[] = [];
    for (let loads = 0; loads < 8; loads += 1) {
      await next();
      waits.push(waiting());
    }
    expect(waits).toEqual([3_000, 4_500, 6_750, 10_125, idleMs, idleMs, idleMs, idleMs]);
    version = 1;
    await next();
    expect(waiting()).toBe(activeMs);
  });

  it('is loaded by one request at a time, and once more for a refresh during a request', async () => {
    let loads = 0;
    const answers: ((value: string) => void)[] = [];
    const { loop, values, waiting, next } = startLoop(() => {
      loads += 1;
      return new Promise((resolve) => answers.push(resolve));
    });
    for (let clicks = 0; clicks < 5; clicks += 1) loop.refresh();
    expect(loads).toBe(1);
    answers[0]?.('before the change');
    await settled();
    expect([loads, waiting()]).toEqual([1, 0]);
    await next();
    answers[1]?.('after the change');
    await settled();
    expect([loads, values, waiting()]).toEqual([2, ['before the change', 'after the change'], activeMs]);
  });

  it('is loaded less and less often while loads fail, and often again after a success', async () => {
    let fails = true;
    const { errors, waiting, next } = startLoop(async () => {
      if (fails) throw new Error('no response');
      return 'a voice';
    });
    await settled();
    const waits: (number | null)[] = [waiting()];
    for (let loads = 0; loads < 6; loads += 1) {
      await next();
      waits.push(waiting());
    }
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, hiddenMs, hiddenMs]);
    expect(errors).toHaveLength(7);
    fails = false;
    await next();
    expect(waiting()).toBe(activeMs);
  });

  it('is rarely loaded in a hidden page, or after an error that will not go away', async () => {
    const shown = startLoop(async () => 'a voice');
    await settled();
    shown.state.isHidden = true;
    await shown.next();
    expect(shown.waiting()).toBe(hiddenMs);
    const refused = startLoop(async () => {
      throw new Error('forbidden');
    }, false);
    await settled();
    expect(refused.waiting()).toBe(hiddenMs);
  });

  it('keeps its identity when an equal value is loaded, and passes it to the next load', async () => {
    const seen: (readonly string[] | undefined)[] = [];
    const values: (readonly string[])[] = [];
    const { clock, next } = virtualClock();
    new LiveLoop<readonly string[]>({
      load: async (_signal, previous) => {
        seen.push(previous);
        return ['a voice'];
      },
      onValue: (value) => values.push(value),
      onError: () => true,
      clock,
    }).start();
    await settled();
    await next();
    expect(values[1]).toBe(values[0]);
    expect(seen).toEqual([undefined, ['a voice']]);
  });

  it('is not loaded after the end, and a running load is aborted', async () => {
    const { clock, waiting } = virtualClock();
    const signals: AbortSignal[] = [];
    const values: string[] = [];
    const loop = new LiveLoop<string>({
      load: (signal) => {
        signals.push(signal);
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve('too late')));
      },
      onValue: (value) => values.push(value),
      onError: () => true,
      clock,
    });
    loop.start();
    loop.stop();
    loop.refresh();
    await settled();
    expect([signals.length, signals[0]?.aborted, values, waiting()]).toEqual([1, true, [], null]);
  });
});
