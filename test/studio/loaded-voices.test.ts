import { describe, expect, it } from '@jest/globals';
import type { PageOptions, Status, VoiceFilter, VoicePage, VoiceView } from '../../client/index.ts';
import { type LoadedVoices, loadVoices, mergeChanges } from '../../studio/pages/voices/loaded-voices.ts';
import fc from '../support/fast-check.ts';
import { voiceOf } from './voice-of.ts';

const { signal } = new AbortController();
const statuses: readonly Status[] = ['DEPLOYING', 'OK', 'DELETED'];

/** A list of voices that changes, with small pages, as the API serves it. */
class FakeList {
  readonly requests: (VoiceFilter & PageOptions)[] = [];
  readonly #voices = new Map<string, { voice: VoiceView; changed: number }>();
  readonly #pageSize: number;
  #time = 0;

  constructor(pageSize: number) {
    this.#pageSize = pageSize;
  }

  /** Adds a voice, or changes its status. */
  put(number: number, status: Status): void {
    this.#time += 1;
    const voiceId = `01V${String(number).padStart(5, '0')}`;
    this.#voices.set(voiceId, {
      voice: voiceOf({ voiceId, status, updatedAt: new Date(this.#time).toISOString() }),
      changed: this.#time,
    });
  }

  /** All voices of a status, newest first. */
  all(status?: Status): readonly VoiceView[] {
    const voices = [...this.#voices.values()].map(({ voice }) => voice);
    return voices
      .filter((voice) => (status ?? voice.status) === voice.status)
      .toSorted((one, other) => (one.voiceId < other.voiceId ? 1 : -1));
  }

  readonly listPage = async (
    filter: VoiceFilter = {},
    { cursor, ...options }: PageOptions = {},
  ): Promise<VoicePage> => {
    this.requests.push({ ...filter, ...options, ...(cursor !== undefined && { cursor }) });
    const { changedSince, status } = filter;
    const since = changedSince === undefined ? 0 : Date.parse(changedSince);
    const changed = [...this.#voices.values()].filter((entry) => entry.changed > since);
    const found = changedSince === undefined ? this.all(status) : changed.map(({ voice }) => voice);
    const start = Number(cursor ?? 0);
    const end = start + this.#pageSize;
    return {
      voices: found.slice(start, end),
      cursor: end < found.length ? String(end) : null,
      asOf: new Date(this.#time).toISOString(),
    };
  };
}

async function loadAll(list: FakeList, filter: VoiceFilter = {}): Promise<LoadedVoices> {
  return loadVoices(list.listPage, filter, 1, undefined, signal);
}

describe('loadVoices', () => {
  it('sends one request for the first page, for the next page, and for changes', async () => {
    const list = new FakeList(2);
    for (const number of [1, 2, 3]) list.put(number, 'OK');
    const first = await loadAll(list, { status: 'OK', family: 'cosyvoice' });
    const second = await loadVoices(list.listPage, { status: 'OK', family: 'cosyvoice' }, 2, first, signal);
    await loadVoices(list.listPage, { status: 'OK', family: 'cosyvoice' }, 2, second, signal);
    expect(second.voices).toHaveLength(3);
    expect(list.requests).toEqual([
      { status: 'OK', family: 'cosyvoice', limit: 100, signal },
      { status: 'OK', family: 'cosyvoice', limit: 100, signal, cursor: '2' },
      { family: 'cosyvoice', changedSince: first.asOf, limit: 100, signal },
    ]);
  });

  it('returns the same list while nothing changes', async () => {
    const list = new FakeList(10);
    list.put(1, 'OK');
    const first = await loadAll(list);
    expect(await loadVoices(list.listPage, {}, 1, first, signal)).toBe(first);
  });

  it('continues after empty pages in search of the first match', async () => {
    const pages = [[], [], [voiceOf()]].map((voices, index) => ({
      voices,
      cursor: index < 2 ? String(index) : null,
      asOf: new Date(index).toISOString(),
    }));
    const loaded = await loadVoices(async () => pages.shift() ?? never(), {}, 1, undefined, signal);
    expect(loaded.voices).toHaveLength(1);
    expect(loaded.asOf).toBe(new Date(0).toISOString());
  });

  it('loads its pages again after too many changes', async () => {
    const list = new FakeList(1);
    for (const number of [1, 2, 3]) list.put(number, 'OK');
    const first = await loadAll(list);
    const second = await loadVoices(list.listPage, {}, 2, first, signal);
    for (let number = 4; number < 12; number += 1) list.put(number, 'OK');
    const next = await loadVoices(list.listPage, {}, 2, second, signal);
    expect(next).toMatchObject({ voices: list.all().slice(0, 2), pages: 2, cursor: '2' });
  });

  it('shows the same voices as the API after any changes and pages', async () => {
    const change = fc.record({ number: fc.nat({ max: 20 }), status: fc.constantFrom(...statuses) });
    const steps = fc.array(fc.record({ changes: fc.array(change, { maxLength: 4 }), more: fc.boolean() }));
    const filters = fc.constantFrom<VoiceFilter>({}, { status: 'OK' });
    await fc.assert(
      fc.asyncProperty(filters, steps, async (filter, all) => {
        const list = new FakeList(4);
        let loaded = await loadAll(list, filter);
        for (const { changes, more } of all) {
          if (more) loaded = await loadVoices(list.listPage, filter, loaded.pages + 1, loaded, signal);
          for (const { number, status } of changes) list.put(number, status);
          loaded = await loadVoices(list.listPage, filter, 1, loaded, signal);
          const expected = list.all(filter.status);
          const last = loaded.cursor === null ? '' : (loaded.voices.at(-1)?.voiceId ?? '');
          expect(loaded.voices).toEqual(expected.filter(({ voiceId }) => voiceId >= last));
        }
      }),
    );
  });
});

describe('mergeChanges', () => {
  const loaded: LoadedVoices = {
    voices: [voiceOf({ voiceId: '03' }), voiceOf({ voiceId: '02' })],
    cursor: 'next',
    pages: 1,
    asOf: '2026-11-29T20:00:00.000Z',
  };

  it('leaves out a voice that comes after the loaded part', () => {
    const changed = [voiceOf({ voiceId: '01', status: 'DELETED' })];
    expect(mergeChanges(loaded, changed, {}, loaded.asOf)).toBe(loaded);
  });

  it('asks for changes since a later time once the last time is five minutes old', () => {
    expect(mergeChanges(loaded, [], {}, '2026-11-29T20:04:59.000Z')).toBe(loaded);
    expect(mergeChanges(loaded, [], {}, '2026-11-29T20:05:00.000Z').asOf).toBe('2026-11-29T20:05:00.000Z');
  });
});

function never(): never {
  throw new Error('There is no further page.');
}
