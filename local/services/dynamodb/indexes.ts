import { createRequire } from 'node:module';
import type { TableDefinition } from './table-definition.ts';

/** What is used of dynalite 4.0.0's store: one LevelDB whose keys begin with the kind and name of what they belong to. */
export interface IndexedStore {
  readonly db: {
    clear(range: KeyRange): Promise<void>;
    values(range: KeyRange): AsyncIterable<unknown>;
    batch(operations: readonly Put[]): Promise<void>;
  };
  readonly tableDb: {
    get(key: string, found: (error: unknown, table: unknown) => void): void;
    put(key: string, table: unknown, done: (error: unknown) => void): void;
  };
}
interface KeyRange {
  readonly gte: string;
  readonly lt: string;
}
interface Put {
  readonly type: 'put';
  readonly key: string;
  readonly value: unknown;
}
interface IndexActions {
  getIndexActions(
    indexes: readonly unknown[],
    existingItem: undefined,
    item: unknown,
    table: unknown,
  ): { readonly puts: readonly { readonly index: string; readonly key: string; readonly item: unknown }[] };
}

const require = createRequire(import.meta.url);
const { getIndexActions }: IndexActions = require('dynalite/db/index.js');

const itemsPerBatch = 200;

/**
 * Gives a stored table the definition's global indexes, each emptied and filled from the items. The items themselves
 * are only read, and the table's description is written last: a kill at any moment loses nothing, and the next start
 * does it again.
 *
 * Also due where the definition is the same: dynalite writes an index before the item, so that a kill in between leaves
 * an entry of a change that never was, which no later write would remove.
 */
export async function rebuildIndexes(
  store: IndexedStore,
  tableName: string,
  definition: TableDefinition,
): Promise<void> {
  const described = await stored(store, tableName);
  const table = {
    ...described,
    AttributeDefinitions: definition.AttributeDefinitions,
    GlobalSecondaryIndexes: definition.GlobalSecondaryIndexes?.map((index) => ({
      ...index,
      IndexStatus: 'ACTIVE',
      IndexArn: `${String(described.TableArn)}/index/${index.IndexName}`,
      IndexSizeBytes: 0,
      ItemCount: 0,
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
    })),
  };
  const indexes = table.GlobalSecondaryIndexes ?? [];
  await store.db.clear(prefixed(`index-global~${tableName}~`));
  let batch: Put[] = [];
  for await (const item of store.db.values(prefixed(`item-${tableName}~`))) {
    for (const { index, key, item: projected } of getIndexActions(indexes, undefined, item, table).puts) {
      batch.push({ type: 'put', key: `index-global~${tableName}~${index}~${key}`, value: projected });
    }
    if (batch.length < itemsPerBatch) continue;
    await store.db.batch(batch);
    batch = [];
  }
  await store.db.batch(batch);
  await describe(store, tableName, table);
}

/** dynalite's own upper bound: none of its keys has a character above it. */
function prefixed(prefix: string): KeyRange {
  return { gte: prefix, lt: `${prefix}\xFF` };
}

function stored({ tableDb }: IndexedStore, name: string): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) =>
    tableDb.get(name, (error, table) =>
      isObject(table) ? resolve(table) : reject(error ?? new Error(`There is no table ${name}.`)),
    ),
  );
}

function describe({ tableDb }: IndexedStore, name: string, table: unknown): Promise<void> {
  return new Promise((resolve, reject) =>
    tableDb.put(name, table, (error) => (error ? reject(error) : resolve())),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
