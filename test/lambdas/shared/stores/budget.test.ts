import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type BudgetStore,
  MemoryBudgetStore,
  type RatedList,
  SharedBudget,
} from '../../../../lambdas/shared/dashscope/index.ts';
import { DynamoBudgetStore } from '../../../../lambdas/shared/stores/budget.ts';
import { UnreadableRecordError } from '../../../../lambdas/shared/stores/items.ts';
import { DynamoPlaceCounter } from '../../../../lambdas/shared/stores/places.ts';
import { StoredVoices } from '../../../support/stored-voices.ts';

const list: RatedList = { family: 'cosyvoice', scope: 'mainland' };
const key = 'BUDGET#cosyvoice#mainland';
const begin = Date.UTC(2026, 10, 29);

let stored: StoredVoices;
let places: DynamoPlaceCounter;
let time: { at: number; now: () => number; sleep: () => Promise<void> };
beforeAll(async () => {
  stored = await StoredVoices.start();
  places = new DynamoPlaceCounter(stored.client, stored.tableName);
});
afterAll(() => stored?.stop());
beforeEach(async () => {
  time = { at: begin, now: () => time.at, sleep: async () => undefined };
  await stored.remove(key);
});

const inTable = () => new DynamoBudgetStore(stored.client, stored.tableName);
const budgetOn = (budgetStore: BudgetStore) =>
  new SharedBudget({ budgetStore, share: 1, clock: time, random: () => 1 });

/** Takes slots of both lanes, with holds in between. */
async function history(budget: SharedBudget): Promise<unknown[]> {
  const results: unknown[] = [];
  time.at = begin;
  for (let step = 0; step < 40; step += 1) {
    time.at += (step * 37) % 400;
    if (step % 13 === 5) results.push(await budget.pushBack(list, 'others', null));
    if (step % 13 === 9) results.push(await budget.pushBack(list, 'creates', 900));
    results.push(step % 3 === 0 ? await budget.acquire(list, 'others', 3_000) : await budget.reserve(list));
  }
  return results;
}

describe('the lanes in the table', () => {
  it('hand out the same slots as those in memory', async () => {
    const inMemory = await history(budgetOn(new MemoryBudgetStore()));
    expect(await history(budgetOn(inTable()))).toEqual(inMemory);
  });

  it('give concurrent takers of several processes different slots', async () => {
    const slots = await Promise.all(
      Array.from({ length: 40 }, (_, taker) => {
        const budget = budgetOn(inTable());
        return taker % 8 === 0 ? budget.acquire(list, 'others', 60_000) : budget.reserve(list);
      }),
    );
    const starts = slots.map((slot) => (slot.kind === 'granted' ? slot.startsAt : 0)).sort((a, b) => a - b);
    expect(new Set(starts).size).toBe(40);
    for (const from of starts) {
      expect(starts.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(10);
    }
  });

  it('leave the places of the list as they are, and a scan of the places leaves the lanes as they are', async () => {
    await places.startScan(list, 'scan');
    await places.take(list);
    await budgetOn(inTable()).reserve(list);
    const count = { used: 3, inFlight: 1, limit: 10, countedAt: new Date(begin) };
    await places.endScan(list, 'scan', count);
    await budgetOn(inTable()).pushBack(list, 'creates', 60_000);
    expect(await places.read(list)).toMatchObject({ used: 3, limit: 10, taken: 5 });
    expect(await budgetOn(inTable()).isHeld(list, 'creates', begin + 59_000)).toBe(true);
    expect(await stored.item(key)).toMatchObject({ creates: expect.any(Number), createsHolds: 1 });
  });

  it('are refused if they do not parse', async () => {
    await stored.putItem({ voiceId: key, createsHeldUntil: 'soon' });
    await expect(inTable().read(list, 'creates')).rejects.toThrow(UnreadableRecordError);
  });
});
