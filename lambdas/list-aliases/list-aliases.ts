import type * as z from 'zod';
import { readChanges } from '../shared/actions/read-changes.ts';
import { Cursors } from '../shared/http/cursor.ts';
import type { ListBounds } from '../shared/http/list-parameters.ts';
import { type AliasStore, aliasNameIn, aliasPosition } from '../shared/stores/aliases.ts';
import { type ChangeIndex, changePosition } from '../shared/stores/changes.ts';
import { type aliasPageSchema, isDeleted, isLive, listedAlias } from '../shared/voice/alias.ts';

export interface ListAliasesDependencies {
  readonly aliases: Pick<AliasStore, 'page' | 'read'>;
  readonly changes: ChangeIndex;
  /** Reads the key that signs cursors. */
  readonly cursorKey: () => Promise<string>;
  readonly now: () => Date;
}

export interface ListQuery extends ListBounds {
  /** Null for a list of all aliases. */
  readonly changedSince: Date | null;
}

export type AliasPageView = Readonly<z.infer<typeof aliasPageSchema>>;

/** Separates the cursors of this list from those of other lists. */
const list = 'aliases';

/** Returns one page of the aliases in alphabetical order, or of those that have changed. @throws ApiError `invalid_cursor` */
export async function listAliases(
  { changedSince, limit, cursor }: ListQuery,
  { aliases, changes, cursorKey, now }: ListAliasesDependencies,
): Promise<AliasPageView> {
  const time = now();
  const key = await cursorKey();
  if (changedSince === null) {
    const cursors = new Cursors(aliasPosition, [list], key);
    const { found, ...page } = await cursors.page(cursor, time, (from) => aliases.page(limit, from));
    return { aliases: found.map(listedAlias), deleted: [], ...page };
  }
  const cursors = new Cursors(changePosition, [list, changedSince.toISOString()], key);
  const { items, ...page } = await cursors.page(cursor, time, (from) =>
    readChanges(
      { kind: 'aliases', since: changedSince, limit, from },
      { changes, read: (itemKey) => aliases.read(aliasNameIn(itemKey)) },
    ),
  );
  return {
    aliases: items.filter(isLive).map(listedAlias),
    deleted: items.filter(isDeleted).map(({ alias, version }) => ({ alias, version })),
    ...page,
  };
}
