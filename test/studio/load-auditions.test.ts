import { describe, expect, it } from '@jest/globals';
import type { AuditionFilter, AuditionPage, AuditionStatus, PageOptions } from '../../client/index.ts';
import { listedAudition } from '../../lambdas/shared/voice/audition-view.ts';
import { loadAuditions } from '../../studio/pages/auditions/load-auditions.ts';
import { openAudition } from '../support/auditions.ts';

const { signal } = new AbortController();

/** A list of auditions that changes, with small pages, as the API serves it. */
class FakeList {
  readonly requests: (AuditionFilter & PageOptions)[] = [];
  readonly #entries = new Map<string, { status: AuditionStatus; changed: number }>();
  #time = 0;

  put(number: number, status: AuditionStatus): void {
    this.#time += 1;
    this.#entries.set(String(number).padStart(26, '0'), { status, changed: this.#time });
  }

  readonly listPage = async (filter: AuditionFilter, options: PageOptions): Promise<AuditionPage> => {
    this.requests.push({ ...filter, ...options });
    const since = filter.changedSince === undefined ? 0 : Date.parse(filter.changedSince);
    const found = [...this.#entries]
      .filter(([, { status, changed }]) => changed > since && status === (filter.status ?? status))
      .sort(([one], [other]) => (one < other ? 1 : -1))
      .map(([auditionId, { status, changed }]) => {
        const updatedAt = new Date(changed).toISOString();
        return listedAudition(openAudition({ auditionId, status, updatedAt, candidates: [] }));
      });
    const start = Number(options.cursor ?? 0);
    const end = start + 2;
    return {
      auditions: found.slice(start, end),
      cursor: end < found.length ? String(end) : null,
      asOf: new Date(this.#time).toISOString(),
    };
  };
}

function listOf(...statuses: readonly AuditionStatus[]): FakeList {
  const list = new FakeList();
  for (const [index, status] of statuses.entries()) list.put(index + 1, status);
  return list;
}

const shown = ({ auditions }: { auditions: AuditionPage['auditions'] }) =>
  auditions.map(({ auditionId, status }) => `${Number(auditionId)} ${status}`);

describe('loadAuditions', () => {
  it('sends one request for changes after the first load', async () => {
    const list = listOf('OPEN', 'OPEN');
    const first = await loadAuditions(list.listPage, {}, 1, undefined, signal);
    list.put(1, 'READY');
    const second = await loadAuditions(list.listPage, {}, 1, first, signal);
    expect(shown(second)).toEqual(['2 OPEN', '1 READY']);
    expect(list.requests).toEqual([
      { limit: 50, signal },
      { limit: 50, signal, changedSince: first.asOf },
    ]);
  });

  it('returns the same list while nothing changes', async () => {
    const list = listOf('OPEN');
    const first = await loadAuditions(list.listPage, {}, 1, undefined, signal);
    expect(await loadAuditions(list.listPage, {}, 1, first, signal)).toBe(first);
  });

  it('adds new auditions, and leaves out those after the loaded part', async () => {
    const list = listOf('OPEN', 'OPEN', 'OPEN');
    const first = await loadAuditions(list.listPage, {}, 1, undefined, signal);
    expect(first).toMatchObject({ hasMore: true });
    list.put(1, 'READY');
    list.put(4, 'OPEN');
    expect(shown(await loadAuditions(list.listPage, {}, 1, first, signal))).toEqual([
      '4 OPEN',
      '3 OPEN',
      '2 OPEN',
    ]);
  });

  it('removes an audition that no longer has the status of the filter', async () => {
    const list = listOf('OPEN', 'OPEN');
    const first = await loadAuditions(list.listPage, { status: 'OPEN' }, 1, undefined, signal);
    list.put(2, 'READY');
    expect(shown(await loadAuditions(list.listPage, { status: 'OPEN' }, 1, first, signal))).toEqual([
      '1 OPEN',
    ]);
    expect(list.requests.at(-1)).not.toHaveProperty('status');
  });

  it('loads the list again after more changes than a page has, and for another page', async () => {
    const list = listOf('OPEN', 'OPEN');
    const first = await loadAuditions(list.listPage, {}, 1, undefined, signal);
    for (const number of [3, 4, 5]) list.put(number, 'OPEN');
    const again = await loadAuditions(list.listPage, {}, 1, first, signal);
    expect(shown(again)).toEqual(['5 OPEN', '4 OPEN']);
    const more = await loadAuditions(list.listPage, {}, 2, again, signal);
    expect(shown(more)).toEqual(['5 OPEN', '4 OPEN', '3 OPEN', '2 OPEN']);
    expect(more).toMatchObject({ hasMore: true, size: 2 });
  });
});
