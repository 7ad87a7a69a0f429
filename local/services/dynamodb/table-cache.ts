/** The part of dynalite's store that returns the description of a table. */
export interface DescribedStore {
  getTable: GetTable;
}
type Found = (error: unknown, table?: unknown) => void;
/** Fails for a table that is being created if the status is checked, which is the default. */
type GetTable = (name: string, ...rest: [checkStatus: boolean, found: Found] | [found: Found]) => void;

/**
 * Keeps the descriptions of active tables. dynalite 4 reads and parses the description of a table in every operation,
 * which took half of the time of the runner's main thread. Its operations do not change the description.
 */
export class TableCache {
  readonly #tables = new Map<string, unknown>();

  constructor(store: DescribedStore) {
    const read = store.getTable.bind(store);
    store.getTable = (name, ...rest) => {
      // DescribeTable, which does not check the status, reads the stored description.
      const [found] = rest;
      if (typeof found !== 'function') return read(name, ...rest);
      const known = this.#tables.get(name);
      if (known !== undefined) return found(null, known);
      read(name, (error, table) => {
        if (!error && isActive(table)) this.#tables.set(name, table);
        found(error, table);
      });
    };
  }

  /** Must be called after each change of a description that is not an operation of dynalite. */
  forget(name: string): void {
    this.#tables.delete(name);
  }
}

function isActive(table: unknown): boolean {
  return (
    typeof table === 'object' && table !== null && 'TableStatus' in table && table.TableStatus === 'ACTIVE'
  );
}
