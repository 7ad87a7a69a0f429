import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type SlotDependencies, takeSlot } from '../../../lambdas/create-voice/take-slot.ts';
import {
  type BudgetStore,
  MemoryBudgetStore,
  SharedBudget,
} from '../../../lambdas/shared/dashscope/index.ts';
import { newVoiceId } from '../../../lambdas/shared/voice/ids.ts';
import type { UncreatedVoice } from '../../../lambdas/shared/voice/record.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant, requestedVoice } from '../../support/voices.ts';

const list = { family: 'cosyvoice', scope: 'mainland' } as const;
const begin = instant.getTime();

let stored: StoredVoices;
let now: number;
let budget: SharedBudget;
let taken: number;
beforeAll(async () => {
  stored = await StoredVoices.start();
});
afterAll(() => stored?.stop());
beforeEach(() => {
  now = begin;
  taken = 0;
  budget = budgetOn(new MemoryBudgetStore());
});

function budgetOn(budgetStore: BudgetStore): SharedBudget {
  const sleep = async (milliseconds: number) => {
    now += milliseconds;
  };
  const clock = { now: () => now, sleep };
  const shared = new SharedBudget({ budgetStore, share: 1, clock, random: () => 1 });
  const reserve = shared.reserve.bind(shared);
  shared.reserve = (of, leadMs) => {
    taken += 1;
    return reserve(of, leadMs);
  };
  return shared;
}

async function queued(creates: number): Promise<void> {
  for (let create = 0; create < creates; create += 1) await budget.reserve(list);
  taken = 0;
}

/** Stores a record whose first attempt is reserved. */
async function reserved(): Promise<string> {
  const voiceId = newVoiceId(instant);
  const attempts = { 1: { name: 'vdaaaaaaab', state: 'RESERVED', releases: 0 } } as const;
  await stored.putItem({ ...requestedVoice({ voiceId }), attempts });
  return voiceId;
}

const isUncreated = (record: unknown): record is UncreatedVoice =>
  typeof record === 'object' && record !== null && 'status' in record && record.status === 'REQUESTED';

async function take(voiceId: string, overrides: Partial<SlotDependencies> = {}) {
  const record = await stored.read(voiceId);
  if (!isUncreated(record)) throw new Error('not a requested voice');
  return takeSlot(record, 1, {
    budget,
    attemptStore: stored.attemptStore,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
    now: () => new Date(now),
    random: () => 0.5,
    log: { info: () => undefined, error: () => undefined },
    settings: { maxSlotWaitMs: 5_000 },
    ...overrides,
  });
}

const slotOf = async (voiceId: string) => (await stored.read(voiceId))?.attempts['1']?.slotAt;
const claimOf = (voiceId: string) => ({
  voiceId,
  run: 0,
  attempt: 1,
  claimId: `claim ${voiceId}`,
  claimedAt: new Date(now),
});
const account = { keyId: 'key', host: 'dashscope.example', providerSeconds: 600 };

describe('the slot of a create', () => {
  it('is waited for in the function if it starts within five seconds', async () => {
    await queued(35);
    const voiceId = await reserved();
    const slot = await take(voiceId);
    expect(slot).toEqual({ kind: 'ready', startsAt: expect.any(Number) });
    expect(slot.kind === 'ready' && slot.startsAt - now).toBe(100);
    expect(now - begin).toBeGreaterThan(3_500);
    expect(await slotOf(voiceId)).toBeUndefined();
  });

  it('is kept in the attempt if it starts later, and used by the invocation after the wait', async () => {
    await queued(200);
    const voiceId = await reserved();
    const first = await take(voiceId);
    expect(first).toEqual({ kind: 'wait', waitSeconds: 21 });
    const slotAt = Date.parse((await slotOf(voiceId)) ?? '');
    now += 21_000;
    expect(await take(voiceId)).toEqual({ kind: 'ready', startsAt: slotAt });
    expect(slotAt - now).toBe(100);
    expect(taken).toBe(1);
  });

  it('is kept, too, if the function has no time to wait for it', async () => {
    await queued(20);
    const voiceId = await reserved();
    const settings = { maxSlotWaitMs: 500 };
    expect(await take(voiceId, { settings })).toEqual({ kind: 'wait', waitSeconds: 1 });
    now += 1_000;
    expect(await take(voiceId, { settings })).toEqual({ kind: 'wait', waitSeconds: 1 });
    now += 1_000;
    expect(await take(voiceId, { settings })).toMatchObject({ kind: 'ready' });
    expect(taken).toBe(1);
  });

  it('is not taken again by an invocation that comes early', async () => {
    await queued(200);
    const voiceId = await reserved();
    for (let second = 0; second < 15; second += 1) {
      expect(await take(voiceId)).toMatchObject({ kind: 'wait' });
      now += 1_000;
    }
    expect(taken).toBe(1);
  });

  it('is lost if the invocation comes too late for it, which takes one further slot', async () => {
    await queued(200);
    const voiceId = await reserved();
    await take(voiceId);
    const lost = await slotOf(voiceId);
    now += 60_000;
    expect(await take(voiceId)).toMatchObject({ kind: 'ready' });
    expect(lost).toBeDefined();
    expect(taken).toBe(2);
  });

  it('is sent once by two invocations that have kept it: one claim succeeds, and it removes the slot', async () => {
    await queued(200);
    const voiceId = await reserved();
    await take(voiceId);
    now += 21_500;
    const both = await Promise.all([take(voiceId), take(voiceId)]);
    expect(both.map(({ kind }) => kind)).toEqual(['ready', 'ready']);
    const claims = await Promise.allSettled(
      ['one', 'two'].map((claimId) => stored.attemptStore.claim({ ...claimOf(voiceId), claimId }, account)),
    );
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await slotOf(voiceId)).toBeUndefined();
    expect(taken).toBe(1);
  });

  it('stays unused if the function dies before it keeps the slot, and the next invocation takes one', async () => {
    await queued(200);
    const voiceId = await reserved();
    const keepSlot = () => Promise.reject(new Error('the function died'));
    await take(voiceId, { attemptStore: { keepSlot } });
    await take(voiceId, { attemptStore: { keepSlot } });
    expect(await slotOf(voiceId)).toBeUndefined();
    await take(voiceId);
    await take(voiceId);
    expect(taken).toBe(3);
  });

  it('is not used by a released attempt', async () => {
    const voiceId = await reserved();
    await queued(200);
    await take(voiceId);
    await stored.attemptStore.claim(claimOf(voiceId), account);
    await stored.attemptStore.release(claimOf(voiceId), new Date(now));
    expect(await slotOf(voiceId)).toBeUndefined();
  });

  it('is not kept by an attempt that has been claimed meanwhile', async () => {
    await queued(200);
    const voiceId = await reserved();
    const record = await stored.read(voiceId);
    await stored.attemptStore.claim(claimOf(voiceId), account);
    await expect(stored.attemptStore.keepSlot({ voiceId, run: 0 }, 1, instant)).rejects.toThrow('condition');
    expect(record?.attempts['1']?.state).toBe('RESERVED');
  });

  it('is replaced if the provider throttles creates before it starts', async () => {
    await queued(200);
    const voiceId = await reserved();
    await take(voiceId);
    taken = 0;
    now += 21_500;
    const sleep = async (milliseconds: number) => {
      if (taken === 0) await budget.pushBack(list, 'creates', 3_000);
      now += milliseconds;
    };
    expect(await take(voiceId, { sleep })).toMatchObject({ kind: 'ready' });
    expect(now - begin).toBeGreaterThan(24_000);
    expect(taken).toBe(1);
  });

  it('is waited for again in a few seconds if the budget cannot be reached', async () => {
    const voiceId = await reserved();
    const unreachable = { kind: 'unreachable', cause: new Error('no table') } as const;
    const broken = { reserve: async () => unreachable, isHeld: async () => false };
    expect(await take(voiceId, { budget: broken })).toEqual({ kind: 'wait', waitSeconds: 8 });
    await queued(20);
    const isHeld = () => Promise.reject(new Error('no table'));
    expect(await take(voiceId, { budget: { reserve: (of) => budget.reserve(of), isHeld } })).toEqual({
      kind: 'wait',
      waitSeconds: 8,
    });
  });
});
