import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type BudgetStore,
  type Clock,
  FAMILY_ROWS,
  type Family,
  fullJitterMs,
  type Lane,
  MemoryBudgetStore,
  SharedBudget,
  seededRandom,
  THROTTLE_BACKOFF,
} from '../../../../lambdas/shared/dashscope/index.ts';
import fc from '../../../support/fast-check.ts';
import { clientOf, cosyvoiceRequest } from './support/requests.ts';

const begin = Date.UTC(2026, 10, 29);
const mainland = (family: Family) => ({ family, scope: 'mainland' }) as const;
const list = mainland('cosyvoice');

/** A clock that sleeping advances. */
class TestClock implements Clock {
  at = begin;
  now = () => this.at;
  sleep = async (milliseconds: number) => {
    this.at += Math.ceil(milliseconds);
  };
}

let clock: TestClock;
let budgetStore: BudgetStore;
beforeEach(() => {
  clock = new TestClock();
  budgetStore = new MemoryBudgetStore();
});

const budgetOf = (share = 1, store = budgetStore, random = () => 1) =>
  new SharedBudget({ budgetStore: store, share, clock, random });

async function reserved(times: number, budget = budgetOf()): Promise<number[]> {
  const starts: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const slot = await budget.reserve(list);
    if (slot.kind !== 'granted') throw slot.cause;
    starts.push(slot.startsAt);
  }
  return starts;
}

const fullest = (starts: readonly number[]) =>
  Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + 1_000).length));

describe('the budget of an account', () => {
  it('gives 1,000 creates at once their slots within 114 seconds', async () => {
    const starts = await reserved(1_000);
    expect(new Set(starts).size).toBe(1_000);
    expect((Math.max(...starts) - begin) / 1_000).toBeLessThan(114);
    expect(fullest(starts)).toBeLessThanOrEqual(9);
  });

  it('starts a lone call of either lane within a quarter of a second', async () => {
    const create = await budgetOf().acquire(list, 'creates', 5_000);
    const other = await budgetOf().acquire(list, 'others', 5_000);
    expect([create.kind, other.kind]).toEqual(['granted', 'granted']);
    expect(clock.at - begin).toBeLessThan(350);
  });

  it('lets a call pass at the start of its slot and not earlier', async () => {
    for (let call = 0; call < 4; call += 1) {
      const slot = await budgetOf().acquire(list, 'others', 5_000);
      expect(slot).toEqual({ kind: 'granted', startsAt: clock.at });
    }
  });

  it('lends the idle slots of creates to other calls', async () => {
    for (let call = 0; call < 50; call += 1) await budgetOf().acquire(list, 'others', 5_000);
    const seconds = (clock.at - begin) / 1_000;
    expect(seconds).toBeGreaterThan(49 / 9.8);
    expect(seconds).toBeLessThan(60 / 9.8);
  });

  it('keeps a slot in ten for other calls while creates are queued', async () => {
    await reserved(1_000);
    for (let call = 0; call < 10; call += 1) {
      expect(await budgetOf().acquire(list, 'others', 5_000)).toMatchObject({ kind: 'granted' });
    }
    expect((clock.at - begin) / 1_000).toBeCloseTo(10, 0);
  });

  it('takes no slot for a call that cannot wait for it', async () => {
    await reserved(1_000);
    const others = await Promise.all(
      Array.from({ length: 20 }, () => budgetOf().acquire(list, 'others', 5_000)),
    );
    expect(others.filter(({ kind }) => kind === 'granted').length).toBeLessThanOrEqual(5);
    expect(others.find(({ kind }) => kind === 'busy')).toEqual({ kind: 'busy', waitMs: 5_000 });
  });

  it('limits each family and scope separately', async () => {
    await reserved(100);
    for (const other of [mainland('qwen'), { family: 'cosyvoice', scope: 'international' } as const]) {
      const slot = await budgetOf().reserve(other);
      expect(slot.kind === 'granted' && slot.startsAt - clock.at).toBeLessThan(1_000);
    }
  });

  it('never has more calls in a second than the account allows, in any order of takers of one or two deployments', async () => {
    const takers = fc.array(
      fc.record({
        lane: fc.constantFrom<Lane>('creates', 'others'),
        deployment: fc.nat(1),
        afterMs: fc.oneof(fc.constant(0), fc.nat(300)),
      }),
      { minLength: 2, maxLength: 80 },
    );
    const families = fc.constantFrom<Family>('cosyvoice', 'qwen');
    const shares = fc.constantFrom([1], [0.5, 0.5], [0.7, 0.3]);
    await fc.assert(
      fc.asyncProperty(takers, families, shares, async (calls, family, parts) => {
        // The takers do not wait for each other.
        const time = { at: begin, now: () => time.at, sleep: async () => undefined };
        const budgets = parts.map(
          (share) =>
            new SharedBudget({ budgetStore: new MemoryBudgetStore(), share, clock: time, random: () => 1 }),
        );
        const starts: number[] = [];
        for (const { lane, deployment, afterMs } of calls) {
          time.at += afterMs;
          const slot = await budgets[deployment % budgets.length]?.acquire(mainland(family), lane, 60_000);
          if (slot?.kind === 'granted') starts.push(slot.startsAt);
        }
        expect(starts).toHaveLength(calls.length);
        expect(fullest(starts)).toBeLessThanOrEqual(FAMILY_ROWS[family].limits.requestsPerSecond);
      }),
      { numRuns: 200 },
    );
  });

  it('ignores a lane that a wrong clock has booked for more than a day ahead', async () => {
    const real = clock.at;
    clock.at = real + 2 * 86_400_000;
    await reserved(1);
    clock.at = real;
    const [start = 0] = await reserved(1);
    expect(start - real).toBeLessThan(1_000);
  });
});

describe('a lane that the provider has throttled', () => {
  it('is held back for all processes, and the other lane is not', async () => {
    expect(await budgetOf().pushBack(list, 'others', null)).toBe(1_000);
    expect(await budgetOf().acquire(list, 'others', 500)).toMatchObject({ kind: 'busy' });
    expect(await budgetOf().acquire(list, 'creates', 500)).toMatchObject({ kind: 'granted' });
    const other = await budgetOf().acquire(list, 'others', 5_000);
    expect(other.kind === 'granted' && other.startsAt).toBeGreaterThanOrEqual(begin + 1_000);
  });

  it('is held back for as long as Retry-After asks, and for longer with each further hold', async () => {
    expect(await budgetOf().pushBack(list, 'creates', 30_000)).toBe(30_000);
    expect(await budgetOf().pushBack(list, 'creates', 40_000)).toBe(40_000);
    const [start = 0] = await reserved(1);
    expect(start).toBeGreaterThanOrEqual(begin + 40_000);
    clock.at = begin + 41_000;
    expect(await budgetOf().pushBack(list, 'creates', null)).toBe(4_000);
    clock.at += 60_000;
    expect(await budgetOf().pushBack(list, 'creates', null)).toBe(1_000);
  });

  it('is not held back for longer by calls that were sent before', async () => {
    await budgetOf().pushBack(list, 'creates', 3_000);
    clock.at += 1_000;
    expect(await budgetOf().pushBack(list, 'creates', null)).toBe(2_000);
  });

  it('makes slots worthless that began before the end of the hold', async () => {
    const starts = await reserved(40);
    await budgetOf().pushBack(list, 'creates', 2_000);
    const held = await Promise.all(starts.map((start) => budgetOf().isHeld(list, 'creates', start)));
    expect(held.lastIndexOf(true)).toBe(starts.filter((start) => start < begin + 2_000).length - 1);
    expect(held.includes(false)).toBe(true);
  });

  it('makes a call that waits take another slot', async () => {
    await reserved(1_000);
    await budgetOf().acquire(list, 'others', 5_000);
    const sleep = clock.sleep;
    clock.sleep = async (milliseconds) => {
      clock.sleep = sleep;
      await budgetOf().pushBack(list, 'others', 4_000);
      await sleep(milliseconds);
    };
    const slot = await budgetOf().acquire(list, 'others', 30_000);
    expect(slot.kind === 'granted' && slot.startsAt).toBeGreaterThanOrEqual(begin + 4_000);
  });
});

describe('a budget that cannot be reached', () => {
  const broken: BudgetStore = {
    take: () => Promise.reject(new Error('no table')),
    read: () => Promise.reject(new Error('no table')),
    hold: () => Promise.reject(new Error('no table')),
  };

  it('grants no slot', async () => {
    const budget = budgetOf(1, broken);
    expect(await budget.reserve(list)).toMatchObject({ kind: 'unreachable' });
    expect(await budget.acquire(list, 'others', 5_000)).toMatchObject({ kind: 'unreachable' });
    await expect(budget.isHeld(list, 'creates', 0)).rejects.toThrow('no table');
    expect(await budget.pushBack(list, 'creates', 7_000)).toBe(7_000);
  });

  it('makes the client send nothing', async () => {
    const client = clientOf(
      { baseUrl: 'http://127.0.0.1:9', host: '127.0.0.1:9' },
      { budget: budgetOf(1, broken) },
    );
    await expect(client.listVoices({ family: 'cosyvoice' })).rejects.toMatchObject({
      name: 'DashScopeThrottledError',
      certainlyNotDone: true,
      retryAfterMs: null,
    });
  });
});

it('a client sends nothing if no slot is free in time', async () => {
  await reserved(1_000);
  const client = clientOf(
    { baseUrl: 'http://127.0.0.1:9', host: '127.0.0.1:9' },
    { budget: budgetOf(), maxSlotWaitMs: 900 },
  );
  expect(await client.createVoice(cosyvoiceRequest)).toMatchObject({
    kind: 'notDone',
    cause: 'throttled',
    error: { name: 'DashScopeThrottledError', certainlyNotDone: true },
  });
});

describe('full jitter', () => {
  it('stays between floor and ceiling, and is reproducible from a seed', () => {
    const draw = () => {
      const random = seededRandom(7);
      return Array.from({ length: 200 }, (_, n) => fullJitterMs(n % 12, THROTTLE_BACKOFF, random));
    };
    const drawn = draw();
    expect(draw()).toEqual(drawn);
    expect(new Set(drawn).size).toBeGreaterThan(150);
    for (const [n, ms] of drawn.entries()) {
      expect(ms).toBeGreaterThanOrEqual(200);
      expect(ms).toBeLessThanOrEqual(Math.min(60_000, 1_000 * 2 ** (n % 12)));
    }
  });
});
