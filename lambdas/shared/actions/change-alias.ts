import type { AliasStore } from '../stores/aliases.ts';
import { retryLostRace } from '../stores/retry-lost-race.ts';
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
  return retryLostRace(`alias ${alias}`, async () => {
    const before = await aliases.read(alias);
    if (!before) return null;
    return write(change(before), before, aliases);
  });
}

/** Changes an alias like {@link changeAlias}, and starts with an empty record if the alias does not exist. */
export async function changeOrCreateAlias(
  { alias, owner, now }: { readonly alias: string; readonly owner: string; readonly now: Date },
  change: (record: AliasRecord) => AliasRecord,
  { aliases }: ChangeAliasDependencies,
): Promise<AliasRecord> {
  return retryLostRace(`alias ${alias}`, async () => {
    const before = await aliases.read(alias);
    const first = before ?? newAlias(alias, owner, now);
    const changed = change(first);
    // An alias that does not exist is not written without a change.
    return changed === first ? first : write(changed, before, aliases);
  });
}

/** @throws LostRaceError if another writer was faster */
async function write(
  record: AliasRecord,
  before: AliasRecord | null,
  aliases: ChangeAliasDependencies['aliases'],
): Promise<AliasRecord> {
  if (record === before) return record;
  await aliases.write(record, before);
  return { ...record, revision: (before?.revision ?? 0) + 1 };
}
