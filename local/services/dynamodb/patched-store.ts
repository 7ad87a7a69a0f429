import { createRequire } from 'node:module';
import { type WritingStore, writeAtomically } from './atomic-writes.ts';
import { storeOfBatches } from './batch-get.ts';
import { closeIterators, type IteratedStore } from './closed-iterators.ts';
import type { IndexedStore } from './indexes.ts';
import { checkStoredKeys, type Indexing } from './key-limits.ts';
import { type DescribedStore, TableCache } from './table-cache.ts';

/** The store of dynalite 4.0.0. The runner uses dynalite's store, validations and actions without its HTTP server. */
export interface Store extends IndexedStore, DescribedStore, IteratedStore, WritingStore {
  readonly options: object;
  readonly db: IndexedStore['db'] &
    IteratedStore['db'] &
    WritingStore['db'] & {
      open(): Promise<void>;
      close(closed: (error?: unknown) => void): void;
    };
  readonly tableDb: IndexedStore['tableDb'] & { del(key: string, done: (error: unknown) => void): void };
}
interface Databases extends Indexing {
  create(options: Readonly<Record<string, unknown>>): Store;
}

export interface PatchedStore {
  readonly store: Store;
  /** The same store with the limits of BatchGetItem. */
  readonly batchStore: Store;
  readonly tables: TableCache;
}

const databases: Databases = createRequire(import.meta.url)('dynalite/db/index.js');

/**
 * Creates a store of dynalite with all corrections of it.
 *
 * @param path the database's folder; without it, the database is in memory
 */
export function patchedStore({ path }: { readonly path?: string | undefined }): PatchedStore {
  const store = databases.create({ ...(path === undefined ? {} : { path }), createTableMs: 0 });
  // The first four replace different members, so their order does not matter.
  const tables = new TableCache(store);
  closeIterators(store);
  // dynalite calls the check before it writes index entries. A refused item therefore leaves none for the next batch.
  checkStoredKeys(store, databases);
  writeAtomically(store);
  // The view inherits the members of the store, and therefore comes last.
  return { store, tables, batchStore: storeOfBatches(store) };
}
