import { createRequire } from 'node:module';
import { isRecord } from '../../core/json.ts';
import type { TableDefinition } from './table-definition.ts';

/** The store of dynalite 4.0.0: one LevelDB, whose keys begin with the kind and the name of the table or index. */
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
 * Replaces the global indexes of a stored table by those of the definition, filled from the items. It only reads the items
 * and writes the table's description last, so a kill at any moment loses nothing, and the next start repeats it.
 *
 * A rebuild is also necessary if the definition has not changed: earlier versions wrote an index entry before its item, so
 * that a kill in between left an entry without a change, which no later write removes.
 */
export async function rebuildIndexes(
  store: IndexedStore,
  tableName: string,
  definition: TableDefinition,
): Promise<void> {
  const stored = await readTable(store, tableName);
  const table = {
    ...stored,
    AttributeDefinitions: definition.AttributeDefinitions,
    GlobalSecondaryIndexes: definition.GlobalSecondaryIndexes?.map((index) => ({
      ...index,
      IndexStatus: 'ACTIVE',
      IndexArn: `${String(stored.TableArn)}/index/${index.IndexName}`,
      IndexSizeBytes: 0,
      ItemCount: 0,
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
    })),
  };
  const indexes = table.GlobalSecondaryIndexes ?? [];
  await store.db.clear(rangeOf(`index-global~${tableName}~`));
  let batch: Put[] = [];
  for await (const item of store.db.values(rangeOf(`item-${tableName}~`))) {
    for (const { index, key, item: projected } of getIndexActions(indexes, undefined, item, table).puts) {
      batch.push({ type: 'put', key: `index-global~${tableName}~${index}~${key}`, value: projected });
    }
    if (batch.length < itemsPerBatch) continue;
    await store.db.batch(batch);
    batch = [];
  }
  await store.db.batch(batch);
  await writeTable(store, tableName, table);
}

/** Returns the range of keys with a prefix. dynalite uses the same upper bound: its keys contain no greater character. */
export function rangeOf(prefix: string): KeyRange {
  return { gte: prefix, lt: `${prefix}\xFF` };
}

function readTable({ tableDb }: IndexedStore, name: string): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) =>
    tableDb.get(name, (error, table) =>
      isRecord(table) ? resolve(table) : reject(error ?? new Error(`The table ${name} does not exist.`)),
    ),
  );
}

function writeTable({ tableDb }: IndexedStore, name: string, table: unknown): Promise<void> {
  return new Promise((resolve, reject) =>
    tableDb.put(name, table, (error) => (error ? reject(error) : resolve())),
  );
}
