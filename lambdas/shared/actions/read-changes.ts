import { inParallel } from '../platform/in-parallel.ts';
import type { ChangeIndex, ChangePosition, ChangingKind } from '../stores/changes.ts';

/** Items read at the same time. */
const concurrency = 25;

/** The items that have changed at or after a time. */
export interface ChangedItems<Item> {
  readonly items: readonly Item[];
  /** Null at the end. */
  readonly next: ChangePosition | null;
}

/**
 * Returns a page of items that have changed at or after a time, each as it is now. An item that expired meanwhile is
 * missing.
 *
 * @param read reads an item consistently by its key
 */
export async function readChanges<Item>(
  { kind, since, limit, from }: ChangesQuery,
  { changes, read }: { changes: ChangeIndex; read: (key: string) => Promise<Item | null> },
): Promise<ChangedItems<Item>> {
  const { keys, next } = await changes.changedSince(kind, since, limit, from);
  const found = await inParallel([...new Set(keys)], concurrency, read);
  return { items: found.filter((item): item is Awaited<Item> => item !== null), next };
}

interface ChangesQuery {
  readonly kind: ChangingKind;
  readonly since: Date;
  readonly limit: number;
  readonly from: ChangePosition | null;
}
