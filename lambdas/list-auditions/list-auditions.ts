import type * as z from 'zod';
import { readCursor, writeCursor } from '../shared/http/cursor.ts';
import type { AuditionIndex } from '../shared/stores/audition-lists.ts';
import { type auditionPageSchema, listedAudition } from '../shared/voice/audition-view.ts';
import type { ListQuery } from './list-query.ts';

export interface ListAuditionsDependencies {
  readonly index: Pick<AuditionIndex, 'page'>;
  /** Reads the key that signs cursors. */
  readonly cursorKey: () => Promise<string>;
  readonly now: () => Date;
}

export type AuditionPage = Readonly<z.infer<typeof auditionPageSchema>>;

/** Returns one page of the auditions, newest first. @throws ApiError `invalid_cursor` */
export async function listAuditions(
  { filter, limit, cursor }: ListQuery,
  { index, cursorKey, now }: ListAuditionsDependencies,
): Promise<AuditionPage> {
  const key = await cursorKey();
  const parts = ['auditions', filter.status, filter.label?.key, filter.label?.value];
  const from = cursor === null ? null : readCursor(cursor, parts, key);
  const { found, next } = await index.page(filter, limit, from, now());
  return { auditions: found.map(listedAudition), cursor: next && writeCursor(next, parts, key) };
}
