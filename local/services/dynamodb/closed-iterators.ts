interface LevelIterator {
  close(): Promise<void>;
}
type Open = (...options: readonly unknown[]) => LevelIterator;

/** The part of dynalite's store that opens iterators of LevelDB. */
export interface IteratedStore {
  readonly db: { keys: Open; values: Open };
}

/**
 * Makes dynalite close the iterator of each query and scan. dynalite 4 calls `return()` for this, which the iterators of
 * LevelDB do not have. An open iterator keeps its memory and a snapshot of the database: LevelDB then deletes no
 * overwritten entry, neither from its files nor from the memory into which it maps them.
 */
export function closeIterators({ db }: IteratedStore): void {
  for (const kind of ['keys', 'values'] as const) {
    const open = db[kind].bind(db);
    db[kind] = (...options) => {
      const iterator = open(...options);
      return Object.assign(iterator, { return: () => iterator.close() });
    };
  }
}
