import { describe, expect, it } from '@jest/globals';
import { type DescribedStore, TableCache } from '../../../../local/services/dynamodb/table-cache.ts';

/** A store that counts the reads of its one description. */
function storeOf(status: string) {
  const reads: string[] = [];
  let TableStatus = status;
  const store: DescribedStore = {
    getTable: (name, ...rest) => {
      reads.push(name);
      const [first, second] = rest;
      (typeof first === 'function' ? first : second)?.(null, { TableStatus });
    },
  };
  return { store, reads, become: (next: string) => (TableStatus = next) };
}

const readBy = (store: DescribedStore) =>
  new Promise((resolve) => store.getTable('Voices', (_, table) => resolve(table)));

describe('the cache of table descriptions', () => {
  it('reads the description of an active table once', async () => {
    const { store, reads } = storeOf('ACTIVE');
    new TableCache(store);
    const first = await readBy(store);
    expect(await readBy(store)).toBe(first);
    expect(reads).toEqual(['Voices']);
  });

  it('reads the description again while the table is being created, and after it was forgotten', async () => {
    const { store, reads, become } = storeOf('CREATING');
    const cache = new TableCache(store);
    await readBy(store);
    become('ACTIVE');
    expect(await readBy(store)).toEqual({ TableStatus: 'ACTIVE' });
    cache.forget('Voices');
    become('DELETING');
    expect(await readBy(store)).toEqual({ TableStatus: 'DELETING' });
    expect(reads).toHaveLength(3);
  });

  it('reads the stored description for DescribeTable', async () => {
    const { store, reads } = storeOf('ACTIVE');
    new TableCache(store);
    await readBy(store);
    await new Promise((resolve) => store.getTable('Voices', false, (_, table) => resolve(table)));
    expect(reads).toHaveLength(2);
  });
});
