type Done = (error?: unknown) => void;
type Operation =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

/** The part of dynalite's entries that writes. */
interface Entries {
  put(key: string, value: unknown, done: Done): void;
  del(key: string, done: Done): void;
}

/** The part of dynalite's store that returns the entries of a table and of its indexes. */
export interface WritingStore {
  readonly db: { batch(operations: readonly Operation[], done: Done): void };
  getItemDb(table: string): Entries;
  getIndexDb(kind: string, table: string, index: string): Entries;
}

/**
 * Makes dynalite write an item and its index entries in one batch of LevelDB, which is atomic. dynalite 4 itself writes one
 * entry after another, which takes several times longer, and a kill in between leaves an index that disagrees.
 *
 * dynalite writes the entries of the indexes first. They wait here for the item, which it writes in the same turn of the
 * event loop, because the wrapper calls back at once.
 */
export function writeAtomically(store: WritingStore): void {
  const getItemDb = store.getItemDb.bind(store);
  const getIndexDb = store.getIndexDb.bind(store);
  const items = new Map<string, Entries>();
  let waiting: Operation[] = [];
  const flush = (last: Operation, done: Done) => {
    const operations = [...waiting, last];
    waiting = [];
    store.db.batch(operations, done);
  };
  store.getItemDb = (table) => {
    const prefix = `item-${table}~`;
    const entries = items.get(table) ?? {
      ...getItemDb(table),
      put: (key, value, done) => flush({ type: 'put', key: prefix + key, value }, done),
      del: (key, done) => flush({ type: 'del', key: prefix + key }, done),
    };
    items.set(table, entries);
    return entries;
  };
  store.getIndexDb = (kind, table, index) => {
    const prefix = `index-${kind.toLowerCase()}~${table}~${index}~`;
    return {
      ...getIndexDb(kind, table, index),
      put: (key, value, done) => {
        waiting.push({ type: 'put', key: prefix + key, value });
        done();
      },
      del: (key, done) => {
        waiting.push({ type: 'del', key: prefix + key });
        done();
      },
    };
  };
}
