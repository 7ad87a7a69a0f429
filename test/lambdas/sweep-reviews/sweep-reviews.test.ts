import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DashScopeInvalidRequestError,
  DashScopeServerError,
  DashScopeThrottledError,
  type ListVoicesRequest,
  type ProviderStatus,
  type ProviderVoice,
} from '../../../lambdas/shared/dashscope/index.ts';
import { ProviderAccounts } from '../../../lambdas/shared/provider/accounts.ts';
import { DynamoParkedVoices, type ParkedVoiceStore } from '../../../lambdas/shared/stores/parked-voices.ts';
import { DynamoSweeps } from '../../../lambdas/shared/stores/sweeps.ts';
import { newVoiceId } from '../../../lambdas/shared/voice/ids.ts';
import { noWakes } from '../../../lambdas/shared/voice/wakes.ts';
import { makeHandler } from '../../../lambdas/sweep-reviews/handler.ts';
import type { SweepReviewsResult } from '../../../lambdas/sweep-reviews/sweep-reviews.ts';
import { parkedItem } from '../../support/parked-items.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant } from '../../support/voices.ts';

const list = { family: 'cosyvoice', scope: 'mainland' } as const;
const facts = { certainlyNotDone: true, retryable: true };
const at = (seconds: number) => new Date(instant.getTime() + seconds * 1_000);

let stored: StoredVoices;
beforeAll(async () => {
  stored = await StoredVoices.start();
});
afterAll(() => stored.stop());

/** A provider list, its parked voices, and the waits that the sweep ends. */
class Fixture {
  now = at(5);
  voices: ProviderVoice[] = [];
  readonly calls: ListVoicesRequest[] = [];
  readonly woken: { readonly token: string; readonly output: unknown }[] = [];
  /** Tokens of states that no longer wait. */
  readonly gone = new Set<string>();
  /** Tokens that cannot be sent. */
  readonly failing = new Set<string>();
  largestPage = 100;
  error: Error | null = null;
  readonly #tokens = new Map<string, string>();

  async park(status: ProviderStatus | null, parts: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const voiceId = newVoiceId(instant);
    const item = parkedItem({ voiceId, ...list, ...parts });
    await stored.putItem(item);
    this.#tokens.set(item.token, voiceId);
    this.list(item.providerVoiceId, status);
    return voiceId;
  }

  list(providerVoiceId: string, status: ProviderStatus | null): void {
    const texts = { targetModel: null, language: null, voicePrompt: null, previewText: null };
    const times = { gmtCreate: null, gmtModified: null, statusText: null };
    this.voices.unshift({ family: 'cosyvoice', providerVoiceId, status, ...texts, ...times });
  }

  sweep(
    progress: object = {},
    run = 'run',
    parkedVoices: ParkedVoiceStore = new DynamoParkedVoices(stored.client, stored.tableName),
  ): Promise<SweepReviewsResult> {
    const handler = makeHandler(() => ({
      parkedVoices,
      sweeps: new DynamoSweeps(stored.client, stored.tableName),
      waitingTasks: {
        succeed: async (token, output) => {
          if (this.failing.has(token)) throw new Error('AccessDeniedException');
          if (this.gone.has(token)) return false;
          this.woken.push({ token, output });
          return true;
        },
      },
      accounts: new ProviderAccounts(async () => '{"mainland":{"apiKey":"sk-a"}}', []),
      clientOf: () => ({ listVoices: async (request) => this.#page(request) }),
      nameSpace: 'vd',
      timeScale: 1,
      now: () => this.now,
      random: () => 0.5,
      log: { info: () => {}, error: () => {} },
    }));
    return handler({ runId: run, startedAt: instant.toISOString(), progress: { ...list, ...progress } });
  }

  get wokenVoices(): (string | undefined)[] {
    return this.woken.map(({ token }) => this.#tokens.get(token));
  }

  #page(request: ListVoicesRequest) {
    this.calls.push(request);
    if (this.error) throw this.error;
    const { pageIndex = 0, pageSize = 10 } = request;
    if (pageSize > this.largestPage) throw new DashScopeInvalidRequestError('page_size', facts);
    const voices = this.voices.slice(pageIndex * pageSize, (pageIndex + 1) * pageSize);
    return { voices, unreadable: 0, totalCount: null, requestId: null };
  }
}

let fixture: Fixture;
beforeEach(async () => {
  fixture = new Fixture();
  const parked = await new DynamoParkedVoices(stored.client, stored.tableName).ofList(list);
  for (const { voiceId } of parked) await stored.remove(`WAIT#${voiceId}`);
  await stored.remove('SWEEP#cosyvoice#mainland');
});

const item = (voiceId: string) => stored.item(`WAIT#${voiceId}`);

describe('a sweep', () => {
  it('wakes a reviewed voice, removes its item, and continues while others are parked', async () => {
    const ready = await fixture.park('OK');
    const waiting = await fixture.park('DEPLOYING');
    expect(await fixture.sweep()).toMatchObject({ ...list, again: true, waitSeconds: 2, holdsLease: true });
    expect(fixture.woken).toEqual([{ token: `token-of-${ready}`, output: { evidence: 'OK', wakes: 1 } }]);
    expect([await item(ready), (await item(waiting))?.wakeRequested]).toEqual([null, undefined]);
    expect(fixture.calls).toEqual([{ family: 'cosyvoice', prefix: 'vd', pageIndex: 0, pageSize: 100 }]);
  });

  it('wakes the voice of a changed record without reading the list', async () => {
    const deleted = await fixture.park('DEPLOYING', { wakeRequested: true });
    await fixture.sweep();
    expect(fixture.wokenVoices).toEqual([deleted]);
    expect(fixture.calls).toEqual([]);
  });

  it('removes the item of an execution that does not wait any more', async () => {
    const ended = await fixture.park('OK');
    fixture.gone.add(`token-of-${ended}`);
    await fixture.sweep();
    expect([fixture.woken, await item(ended)]).toEqual([[], null]);
  });

  it('wakes four voices after a page, eight at its end, and the others in the following seconds without a call', async () => {
    for (let index = 0; index < 24; index += 1) await fixture.park('OK');
    let result = await fixture.sweep();
    expect([result.waitSeconds, fixture.woken.length]).toEqual([1, 12]);
    result = await fixture.sweep(result);
    expect([result.waitSeconds, fixture.woken.length]).toEqual([1, 20]);
    result = await fixture.sweep(result);
    expect([result.due, fixture.woken.length, fixture.calls.length]).toEqual([[], 24, 1]);
    expect(new Set(fixture.wokenVoices).size).toBe(24);
  });

  it('keeps the state of a sweep within its limit, however many voices are due', async () => {
    const parked = Array.from({ length: 4_000 }, () => parkedItem({ voiceId: newVoiceId(instant), ...list }));
    for (const { providerVoiceId } of parked.slice(0, 1_100)) fixture.list(providerVoiceId, 'UNDEPLOYED');
    const voices = parked.map((each) => ({
      ...each,
      parkedAt: at(-300),
      reviewStartedAt: at(-300),
      expiresAt: at(3_600),
      wakeRequested: false,
      history: noWakes,
    }));
    const none = async () => {};
    const store = { ofList: async () => voices, remove: none, requestWake: none };
    const result = await fixture.sweep({}, 'run', store);
    expect(result.due).toHaveLength(2_000);
    expect(JSON.stringify(result).length).toBeLessThan(200 * 1_024);
  });

  it('fails if a voice cannot be woken, after it has tried the others', async () => {
    const first = await fixture.park('OK');
    const second = await fixture.park('OK');
    fixture.failing.add(`token-of-${first}`);
    await expect(fixture.sweep()).rejects.toThrow('AccessDeniedException');
    expect([await item(first), await item(second)]).toEqual([expect.anything(), null]);
  });

  it.each([
    ['a failure', new DashScopeServerError('500', facts), 10],
    ['a 429', new DashScopeThrottledError('429', { ...facts, retryAfterMs: 3_000 }), 3],
    ['a 429 without a time', new DashScopeThrottledError('429', facts), 5],
  ])('waits after %s of the provider, and wakes changed records', async (_, error, waitSeconds) => {
    await fixture.park('OK');
    const deleted = await fixture.park('OK', { wakeRequested: true });
    fixture.error = error;
    expect(await fixture.sweep()).toMatchObject({ again: true, waitSeconds });
    expect(fixture.wokenVoices).toEqual([deleted]);
  });
});

describe('the list', () => {
  it('is read until every parked voice is found', async () => {
    await fixture.park('DEPLOYING');
    for (let index = 0; index < 250; index += 1) fixture.list(`cosyvoice-v3-plus-vd-vdnewer-${index}`, 'OK');
    await fixture.sweep();
    expect(fixture.calls.map(({ pageIndex }) => pageIndex)).toEqual([0, 1, 2]);
  });

  it('is read in pages of ten if the provider refuses larger ones', async () => {
    fixture.largestPage = 10;
    const ready = await fixture.park('OK');
    for (let index = 0; index < 15; index += 1) fixture.list(`cosyvoice-v3-plus-vd-vdnewer-${index}`, 'OK');
    await fixture.sweep();
    expect(fixture.calls.map(({ pageSize }) => pageSize)).toEqual([100, 10, 10]);
    expect(fixture.wokenVoices).toEqual([ready]);
  });

  it('is continued by the next sweep if it is too long for one', async () => {
    fixture.largestPage = 10;
    const ready = await fixture.park('OK');
    for (let index = 0; index < 150; index += 1) fixture.list(`cosyvoice-v3-plus-vd-vdnewer-${index}`, 'OK');
    const result = await fixture.sweep();
    expect([result.from, result.waitSeconds, fixture.calls.length]).toEqual([110, 15, 12]);
    await fixture.sweep(result);
    expect(fixture.wokenVoices).toEqual([ready]);
  });

  it('is read without the prefix if it contains no parked voice', async () => {
    const voiceId = newVoiceId(instant);
    await stored.putItem(parkedItem({ voiceId, ...list }));
    await fixture.sweep();
    expect(fixture.calls.map(({ prefix }) => prefix)).toEqual(['vd', undefined]);
    expect(fixture.woken).toEqual([]);
  });
});

describe('a run', () => {
  it('that the schedule starts ends at once if no voice is parked', async () => {
    expect(await fixture.sweep({ relays: true })).toMatchObject({ again: false });
    expect(await stored.item('SWEEP#cosyvoice#mainland')).toBeNull();
  });

  it('that an event starts waits ten seconds for the voice to be parked', async () => {
    expect(await fixture.sweep()).toMatchObject({ again: true, waitSeconds: 1, holdsLease: true });
    fixture.now = at(10);
    expect(await fixture.sweep({ holdsLease: true })).toMatchObject({ again: false, holdsLease: false });
    expect(await stored.item('SWEEP#cosyvoice#mainland')).not.toHaveProperty('leaseId');
  });

  it('ends after a minute and a half, and releases its lease', async () => {
    await fixture.park('DEPLOYING', { reviewStartedAt: at(-600).toISOString() });
    fixture.now = at(79);
    expect(await fixture.sweep()).toMatchObject({ again: true, waitSeconds: 10 });
    fixture.now = at(80);
    expect(await fixture.sweep({ holdsLease: true })).toMatchObject({ again: false });
    expect(await stored.item('SWEEP#cosyvoice#mainland')).not.toHaveProperty('leaseId');
    expect(fixture.calls).toHaveLength(2);
    fixture.now = at(90);
    expect(await fixture.sweep({ relays: true })).toMatchObject({ again: false });
    expect(fixture.calls).toHaveLength(2);
  });

  it('that an event starts leaves a list that another run sweeps', async () => {
    await fixture.park('DEPLOYING');
    await fixture.sweep({}, 'first');
    expect(await fixture.sweep({}, 'second')).toMatchObject({ again: false });
    expect(fixture.calls).toHaveLength(1);
  });

  it('that the schedule starts takes over, and the former run ends', async () => {
    await fixture.park('DEPLOYING');
    const former = await fixture.sweep({}, 'first');
    expect(await fixture.sweep({ relays: true }, 'second')).toMatchObject({ again: true, holdsLease: true });
    expect(await fixture.sweep(former, 'first')).toMatchObject({ again: false, holdsLease: false });
    expect(fixture.calls).toHaveLength(2);
    expect(await stored.item('SWEEP#cosyvoice#mainland')).toMatchObject({ leaseId: 'second' });
  });
});
