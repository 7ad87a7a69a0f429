import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import type { Indexing } from '../../../../local/services/dynamodb/key-limits.ts';

const databases: Indexing & { create(options: object): object } = createRequire(import.meta.url)(
  'dynalite/db/index.js',
);
const original = databases.updateIndexes;
const { patchedStore } = await import('../../../../local/services/dynamodb/patched-store.ts');
const functionAfterImport = databases.updateIndexes;

const table = { KeySchema: [{ AttributeName: 'voiceId', KeyType: 'HASH' }] };
const tooLong = { voiceId: { S: 'x'.repeat(2049) } };

/** Has dynalite update the indexes for an item. @returns the error */
function errorFor(store: object): unknown {
  let error: unknown;
  databases.updateIndexes(store, table, undefined, tooLong, (found) => {
    error = found;
  });
  return error;
}

describe('a store of dynalite', () => {
  it('is patched when it is created, and not by an import', () => {
    expect(functionAfterImport).toBe(original);
    const { store } = patchedStore({});
    expect(errorFor(store)).toMatchObject({ message: expect.stringContaining('Size of hashkey') });
  });

  it('has no patches of other stores', () => {
    const { store } = patchedStore({});
    expect(errorFor(databases.create({}))).toBeNull();
    expect(errorFor(store)).toMatchObject({ message: expect.any(String) });
  });

  it('patches the module of dynalite once', () => {
    patchedStore({});
    const patched = databases.updateIndexes;
    patchedStore({});
    expect(databases.updateIndexes).toBe(patched);
  });
});
