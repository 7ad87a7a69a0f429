import type * as z from 'zod';
import { readChanges } from '../shared/actions/read-changes.ts';
import { Cursors, type FilterParts } from '../shared/http/cursor.ts';
import { type AuditionIndex, matchesAuditionFilter } from '../shared/stores/audition-lists.ts';
import { type AuditionStore, auditionIdIn } from '../shared/stores/auditions.ts';
import { type ChangeIndex, changePosition } from '../shared/stores/changes.ts';
import { listPosition } from '../shared/stores/month-pages.ts';
import { type auditionPageSchema, listedAudition } from '../shared/voice/audition-view.ts';
import type { ListQuery } from './list-query.ts';

export interface ListAuditionsDependencies {
  readonly index: Pick<AuditionIndex, 'page'>;
  readonly changes: ChangeIndex;
  readonly auditions: Pick<AuditionStore, 'read'>;
  /** Reads the key that signs cursors. */
  readonly cursorKey: () => Promise<string>;
  readonly now: () => Date;
}

export type AuditionPage = Readonly<z.infer<typeof auditionPageSchema>>;

/** Returns one page of the auditions, newest first, or of those that have changed. @throws ApiError `invalid_cursor` */
export async function listAuditions(
  query: ListQuery,
  { index, changes, auditions, cursorKey, now }: ListAuditionsDependencies,
): Promise<AuditionPage> {
  const { filter, changedSince, limit, cursor } = query;
  const time = now();
  const key = await cursorKey();
  if (changedSince === null) {
    const cursors = new Cursors(listPosition, partsOf(query), key);
    const { found, ...page } = await cursors.page(cursor, time, (from) =>
      index.page(filter, limit, from, time),
    );
    return { auditions: found.map(listedAudition), ...page };
  }
  const cursors = new Cursors(changePosition, partsOf(query), key);
  const { items, ...page } = await cursors.page(cursor, time, (from) =>
    readChanges(
      { kind: 'auditions', since: changedSince, limit, from },
      { changes, read: (itemKey) => auditions.read(auditionIdIn(itemKey)) },
    ),
  );
  const changed = items.filter((record) => matchesAuditionFilter(record, filter));
  return { auditions: changed.map(listedAudition), ...page };
}

function partsOf({ filter, changedSince }: ListQuery): FilterParts {
  const { status, createdBy, label } = filter;
  const parts = ['auditions', status, createdBy, label?.key, label?.value];
  return changedSince === null ? parts : [...parts, changedSince.toISOString()];
}
