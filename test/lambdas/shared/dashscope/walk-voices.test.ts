import { describe, expect, it } from '@jest/globals';
import {
  DashScopeInvalidRequestError,
  FAMILIES,
  FAMILY_ROWS,
  type ProviderVoice,
  type VoicePage,
} from '../../../../lambdas/shared/dashscope/index.ts';
import type { ListVoicesRequest } from '../../../../lambdas/shared/dashscope/list-voices.ts';
import { documentedPageSize, scanCalls } from '../../../../lambdas/shared/dashscope/scan-time.ts';
import {
  type WalkEnd,
  type WalkVoicesRequest,
  walkVoices,
} from '../../../../lambdas/shared/dashscope/walk-voices.ts';
import fc from '../../../support/fast-check.ts';

const voiceOf = (providerVoiceId: string): ProviderVoice => ({
  family: 'qwen',
  providerVoiceId,
  status: 'OK',
  statusText: null,
  targetModel: null,
  language: null,
  voicePrompt: null,
  previewText: null,
  gmtCreate: null,
  gmtModified: null,
});

/** A list of a provider, newest first, which can change before each read. */
class FakeList {
  ids: string[];
  /** The page of each read, as index × size. */
  reads: string[] = [];
  #created = 0;
  readonly #change: (list: FakeList, read: number) => void;

  constructor(count: number, change: (list: FakeList, read: number) => void = () => {}) {
    this.ids = Array.from({ length: count }, (_, index) => `v${index}`);
    this.#change = change;
  }

  create(count: number): void {
    for (let n = 0; n < count; n += 1) {
      this.#created += 1;
      this.ids.unshift(`new${this.#created}`);
    }
  }

  remove(from: number, count: number): void {
    this.ids.splice(from, count);
  }

  readonly read = async ({ pageIndex = 0, pageSize = 10 }: ListVoicesRequest): Promise<VoicePage> => {
    this.#change(this, this.reads.length);
    this.reads.push(`${pageIndex}×${pageSize}`);
    const ids = this.ids.slice(pageIndex * pageSize, (pageIndex + 1) * pageSize);
    return { voices: ids.map(voiceOf), unreadable: 0, totalCount: this.ids.length, requestId: null };
  };
}

async function walk(
  list: FakeList,
  request: Pick<WalkVoicesRequest, 'pageSize' | 'onEnd'> = {},
): Promise<string[]> {
  const ids: string[] = [];
  for await (const voice of walkVoices(list.read, { family: 'qwen', pageSize: 3, ...request })) {
    ids.push(voice.providerVoiceId);
  }
  return ids;
}

describe('a walk of an unchanging list', () => {
  it.each([0, 1, 2, 3, 4, 6, 7, 20])('yields each of %i voices once, in order', async (count) => {
    const list = new FakeList(count);
    expect(await walk(list)).toEqual(list.ids);
  });

  it('verifies each border of two pages with a larger page, and reads the last page twice', async () => {
    const list = new FakeList(7);
    await walk(list);
    expect(list.reads).toEqual(['0×3', '1×3', '0×6', '2×3', '0×10', '3×3', '2×3']);
  });

  it('ends at the empty page and reports its reads', async () => {
    const ends: WalkEnd[] = [];
    await walk(new FakeList(7), { onEnd: (end) => ends.push(end) });
    await walk(new FakeList(0), { onEnd: (end) => ends.push(end) });
    expect(ends).toEqual([
      { reason: 'empty_page', pagesRead: 7, voices: 7, unreadable: 0, totalCount: 7 },
      { reason: 'empty_page', pagesRead: 1, voices: 0, unreadable: 0, totalCount: 0 },
    ]);
  });

  it.each([1, 6, 16, 100])('yields a thousand voices in order with a page size of %i', async (pageSize) => {
    const list = new FakeList(1_000);
    expect(await walk(list, { pageSize })).toEqual(list.ids);
  });

  it.each(
    FAMILIES.flatMap((family) => [documentedPageSize, 100].map((pageSize) => [family, pageSize] as const)),
  )('yields the largest list of %s that the settings allow, in pages of %i', async (family, pageSize) => {
    const voices = FAMILY_ROWS[family].limits.listedMax;
    const list = new FakeList(voices);
    const lastIndex = { cosyvoice: Number.POSITIVE_INFINITY, qwen: 200 }[family];
    const read = async (request: ListVoicesRequest) => {
      expect(request.pageIndex).toBeLessThanOrEqual(lastIndex);
      return list.read(request);
    };
    const ids: string[] = [];
    for await (const voice of walkVoices(read, { family, pageSize })) ids.push(voice.providerVoiceId);
    expect(ids).toEqual(list.ids);
    // A few borders are covered by no page of another size, and their pages are read again.
    if (pageSize === documentedPageSize) expect(list.reads.length / scanCalls(voices)).toBeCloseTo(1, 1);
  });

  it('reads a page again if the server ignores the page size', async () => {
    const list = new FakeList(20);
    const stubborn = (request: ListVoicesRequest) => list.read({ ...request, pageSize: 3 });
    const ids: string[] = [];
    for await (const voice of walkVoices(stubborn, { family: 'cosyvoice', pageSize: 3 }))
      ids.push(voice.providerVoiceId);
    expect(ids).toEqual(list.ids);
  });

  it('ends when a server repeats its last page instead of an empty one', async () => {
    const list = new FakeList(4);
    const clamped = (request: ListVoicesRequest) =>
      list.read({ ...request, pageIndex: Math.min(request.pageIndex ?? 0, 1) });
    const ids: string[] = [];
    const ends: string[] = [];
    const onEnd = (end: WalkEnd) => ends.push(end.reason);
    for await (const voice of walkVoices(clamped, { family: 'qwen', pageSize: 3, onEnd }))
      ids.push(voice.providerVoiceId);
    expect(ids).toEqual(list.ids);
    expect(ends).toEqual(['repeated_page']);
  });

  it('requests large pages, and small ones if large ones are refused', async () => {
    const sizes: number[] = [];
    const list = new FakeList(25);
    const picky = async (request: ListVoicesRequest) => {
      sizes.push(request.pageSize ?? 0);
      if ((request.pageSize ?? 0) > 50) {
        throw new DashScopeInvalidRequestError('no', { certainlyNotDone: true, retryable: false });
      }
      return list.read(request);
    };
    const ids: string[] = [];
    for await (const voice of walkVoices(picky, { family: 'qwen' })) ids.push(voice.providerVoiceId);
    expect(ids).toEqual(list.ids);
    expect(sizes.slice(0, 2)).toEqual([100, 10]);
    expect(Math.max(...sizes.slice(1))).toBe(10);
  });

  it('counts an entry without a usable id in each read', async () => {
    const ends: WalkEnd[] = [];
    const read = async ({ pageIndex = 0 }: ListVoicesRequest): Promise<VoicePage> => ({
      voices: pageIndex === 0 ? [voiceOf('a')] : [],
      unreadable: pageIndex === 0 ? 2 : 0,
      totalCount: null,
      requestId: null,
    });
    const walked = walkVoices(read, { family: 'cosyvoice', onEnd: (end) => ends.push(end) });
    for await (const voice of walked) expect(voice.providerVoiceId).toBe('a');
    expect(ends).toMatchObject([{ voices: 1, unreadable: 4 }]);
  });
});

describe('a walk of a changing list', () => {
  it('misses no voice if a voice is deleted from a page that was read before', async () => {
    const list = new FakeList(9, (self, read) => {
      if (read === 1) self.remove(0, 1);
    });
    expect(await walk(list)).toEqual(['v0', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8']);
  });

  it('goes back to a known voice if more than a page is deleted before the next read', async () => {
    const list = new FakeList(30, (self, read) => {
      if (read === 5) self.remove(0, 7);
    });
    const ids = await walk(list);
    expect(ids).toEqual(expect.arrayContaining(list.ids));
  });

  it('ends in a typed error if the list changes before every read', async () => {
    const list = new FakeList(30, (self) => self.create(3));
    await expect(walk(list)).rejects.toMatchObject({
      name: 'DashScopeUnreadableAnswerError',
      retryable: true,
    });
  });

  it('misses no voice if one is deleted before a read and one is created after it', async () => {
    const list = new FakeList(12, (self, read) => {
      if (read === 3) self.remove(0, 1);
      if (read === 4) self.create(1);
    });
    const ids = await walk(list);
    expect(ids).toEqual(expect.arrayContaining(list.ids.filter((id) => id !== 'new1')));
  });

  it('yields no id twice and every voice that stays, for any changes between any reads', async () => {
    let walksWithMoreThanOneChange = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 60 }),
        fc.infiniteStream(fc.nat(1_000)),
        async (count, pageSize, changes, seed) => {
          const draw = (max: number) => (seed.next().value ?? 0) % (max + 1);
          const before = new FakeList(count).ids;
          const list = new FakeList(count, (self, read) => {
            if (read === 0 || read > changes) return;
            self.remove(draw(self.ids.length), draw(3));
            self.create(draw(2));
          });
          const ids = await walk(list, { pageSize });
          if (changes > 1 && list.reads.length > 2) walksWithMoreThanOneChange += 1;
          expect(new Set(ids).size).toBe(ids.length);
          const stayed = before.filter((id) => list.ids.includes(id));
          expect(ids).toEqual(expect.arrayContaining(stayed));
        },
      ),
      { numRuns: 600 },
    );
    expect(walksWithMoreThanOneChange).toBeGreaterThan(200);
  });
});
