import type * as z from 'zod';
import { openCursor, signCursor } from '../shared/http/cursor.ts';
import type { AliasStore } from '../shared/stores/aliases.ts';
import { ApiError } from '../shared/validation/api-error.ts';
import { type aliasPageSchema, listedAlias } from '../shared/voice/alias.ts';
import { aliasNameSchema } from '../shared/voice/ids.ts';

export interface ListAliasesDependencies {
  readonly aliases: Pick<AliasStore, 'page'>;
  /** Reads the key that signs cursors. */
  readonly cursorKey: () => Promise<string>;
}

export type AliasPageView = Readonly<z.infer<typeof aliasPageSchema>>;

/** Separates the cursors of this list from those of other lists. */
const list = 'aliases';

/** Returns one page of the aliases in alphabetical order. @throws ApiError `invalid_cursor` */
export async function listAliases(
  { limit, cursor }: { readonly limit: number; readonly cursor: string | null },
  { aliases, cursorKey }: ListAliasesDependencies,
): Promise<AliasPageView> {
  const key = await cursorKey();
  const after = cursor === null ? null : readPosition(cursor, key);
  const page = await aliases.page(limit, after);
  return {
    aliases: page.aliases.map(listedAlias),
    cursor: page.next === null ? null : signCursor({ list, after: page.next }, key),
  };
}

function readPosition(cursor: string, key: string): string {
  const { after, ...rest } = Object(openCursor(cursor, key));
  const parsed = aliasNameSchema.safeParse(after);
  if (!parsed.success || rest.list !== list) throw new ApiError({ code: 'invalid_cursor' });
  return parsed.data;
}
