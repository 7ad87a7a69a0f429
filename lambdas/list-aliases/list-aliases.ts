import * as z from 'zod';
import { readChanges } from '../shared/actions/read-changes.ts';
import { Cursors } from '../shared/http/cursor.ts';
import type { ListBounds } from '../shared/http/list-parameters.ts';
import { type AliasStore, aliasNameIn } from '../shared/stores/aliases.ts';
import { type ChangeIndex, changePosition } from '../shared/stores/changes.ts';
import { type aliasPageSchema, isDeleted, isLive, listedAlias } from '../shared/voice/alias.ts';
import { aliasNameSchema } from '../shared/voice/ids.ts';

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
/** The last alias of a page. */
const aliasPosition = z.strictObject({ after: aliasNameSchema });

/** Returns one page of the aliases in alphabetical order, or of those that have changed. @throws ApiError `invalid_cursor` */
export async function listAliases(
  { changedSince, limit, cursor }: ListQuery,
  { aliases, changes, cursorKey, now }: ListAliasesDependencies,
): Promise<AliasPageView> {
  const time = now();
  const key = await cursorKey();
  if (changedSince === null) {
    const cursors = new Cursors(aliasPosition, [list], key);
    const start = cursors.read(cursor, time);
    const { aliases: found, next } = await aliases.page(limit, start.from?.after ?? null);
    return {
      aliases: found.map(listedAlias),
      deleted: [],
      cursor: cursors.write(next === null ? null : { after: next }, start),
      asOf: start.asOf,
    };
  }
  const cursors = new Cursors(changePosition, [list, changedSince.toISOString()], key);
  const start = cursors.read(cursor, time);
  const { items, next } = await readChanges(
    { kind: 'aliases', since: changedSince, limit, from: start.from },
    { changes, read: (itemKey) => aliases.read(aliasNameIn(itemKey)) },
  );
  return {
    aliases: items.filter(isLive).map(listedAlias),
    deleted: items.filter(isDeleted).map(({ alias, version }) => ({ alias, version })),
    cursor: cursors.write(next, start),
    asOf: start.asOf,
  };
}
