import type { AliasStore } from '../stores/aliases.ts';
import { LostRaceError } from '../stores/items.ts';
import { type AliasRecord, newAlias } from '../voice/alias.ts';

export interface ChangeAliasDependencies {
  readonly aliases: Pick<AliasStore, 'read' | 'write'>;
}

/**
 * Changes an alias. If another writer changes it meanwhile, the change is made to the new record.
 *
 * @param change returns the changed record, or the same object if there is nothing to change
 * @returns the record after the change, or null for an alias that does not exist
 */
export async function changeAlias(
  alias: string,
  change: (record: AliasRecord) => AliasRecord,
  { aliases }: ChangeAliasDependencies,
): Promise<AliasRecord | null> {
  for (;;) {
    const before = await aliases.read(alias);
    if (!before) return null;
    const record = await write(change(before), before, aliases);
    if (record) return record;
  }
}

/** Changes an alias like {@link changeAlias}, and starts with an empty record if the alias does not exist. */
export async function changeOrCreateAlias(
  { alias, owner, now }: { readonly alias: string; readonly owner: string; readonly now: Date },
  change: (record: AliasRecord) => AliasRecord,
  { aliases }: ChangeAliasDependencies,
): Promise<AliasRecord> {
  for (;;) {
    const before = await aliases.read(alias);
    const first = before ?? newAlias(alias, owner, now);
    const changed = change(first);
    // An alias that does not exist is not written without a change.
    const record = changed === first ? first : await write(changed, before, aliases);
    if (record) return record;
  }
}

/** @returns null if another writer was faster */
async function write(
  record: AliasRecord,
  before: AliasRecord | null,
  aliases: ChangeAliasDependencies['aliases'],
): Promise<AliasRecord | null> {
  if (record === before) return record;
  try {
    await aliases.write(record, before);
    return { ...record, revision: (before?.revision ?? 0) + 1 };
  } catch (error) {
    if (error instanceof LostRaceError) return null;
    throw error;
  }
}
