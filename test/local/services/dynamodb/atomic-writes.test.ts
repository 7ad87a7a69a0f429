import { describe, expect, it } from '@jest/globals';
import { type WritingStore, writeAtomically } from '../../../../local/services/dynamodb/atomic-writes.ts';

/** A store that records its batches as lines of text, and refuses to write a single entry. */
function recordingStore() {
  const batches: string[][] = [];
  const refuse = () => {
    throw new Error('a single entry');
  };
  const store: WritingStore = {
    db: {
      batch: (operations, done) => {
        batches.push(operations.map(({ type, key }) => `${type} ${key}`));
        setImmediate(done);
      },
    },
    getItemDb: () => ({ put: refuse, del: refuse }),
    getIndexDb: () => ({ put: refuse, del: refuse }),
  };
  writeAtomically(store);
  return { store, batches };
}

describe('the writes of an item and its index entries', () => {
  it('are one batch, which ends with the item', async () => {
    const { store, batches } = recordingStore();
    const called: string[] = [];
    store.getIndexDb('Global', 'Voices', 'byStatus').del('DEPLOYING/v1', () => called.push('index'));
    store.getIndexDb('Local', 'Voices', 'byMonth').put('2026-10/v1', {}, () => called.push('index'));
    await new Promise<void>((resolve) => store.getItemDb('Voices').put('v1', {}, () => resolve()));
    expect(called).toEqual(['index', 'index']);
    expect(batches).toEqual([
      [
        'del index-global~Voices~byStatus~DEPLOYING/v1',
        'put index-local~Voices~byMonth~2026-10/v1',
        'put item-Voices~v1',
      ],
    ]);
  });

  it('do not contain those of another item', async () => {
    const { store, batches } = recordingStore();
    const write = (id: string) => {
      store.getIndexDb('Global', 'Voices', 'byStatus').del(id, () => undefined);
      return new Promise<void>((resolve) => store.getItemDb('Voices').del(id, () => resolve()));
    };
    await Promise.all([write('v1'), write('v2')]);
    expect(batches).toEqual(
      ['v1', 'v2'].map((id) => [`del index-global~Voices~byStatus~${id}`, `del item-Voices~${id}`]),
    );
  });
});
