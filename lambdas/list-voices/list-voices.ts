import type * as z from 'zod';
import { readChanges } from '../shared/actions/read-changes.ts';
import { Cursors, type FilterParts } from '../shared/http/cursor.ts';
import { type ChangeIndex, changePosition } from '../shared/stores/changes.ts';
import { listPosition } from '../shared/stores/month-pages.ts';
import { matchesVoiceFilter, type VoiceIndex } from '../shared/stores/voice-lists.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { voiceView } from '../shared/voice/view.ts';
import type { voicePageSchema } from '../shared/voice/view-schema.ts';
import type { ListQuery } from './list-query.ts';

export interface ListVoicesDependencies {
  readonly index: VoiceIndex;
  readonly changes: ChangeIndex;
  readonly voices: Pick<VoiceStore, 'read'>;
  /** Reads the key that signs cursors. */
  readonly cursorKey: () => Promise<string>;
  readonly now: () => Date;
}

export type VoicePage = Readonly<z.infer<typeof voicePageSchema>>;

/** Returns one page of the voices, newest first, or of those that have changed. @throws ApiError `invalid_cursor` */
export async function listVoices(
  query: ListQuery,
  { index, changes, voices, cursorKey, now }: ListVoicesDependencies,
): Promise<VoicePage> {
  const { filter, changedSince, limit, cursor } = query;
  const time = now();
  const key = await cursorKey();
  if (changedSince === null) {
    const cursors = new Cursors(listPosition, partsOf(query), key);
    const { found, ...page } = await cursors.page(cursor, time, (from) =>
      index.page(filter, limit, from, time),
    );
    return { voices: found.map(voiceView), ...page };
  }
  const cursors = new Cursors(changePosition, partsOf(query), key);
  const { items, ...page } = await cursors.page(cursor, time, (from) =>
    readChanges(
      { kind: 'voices', since: changedSince, limit, from },
      { changes, read: (id) => voices.read(id) },
    ),
  );
  return { voices: items.filter((record) => matchesVoiceFilter(record, filter)).map(voiceView), ...page };
}

function partsOf({ filter, changedSince }: ListQuery): FilterParts {
  const { family, scope, status, targetModel, createdBy, label } = filter;
  const parts = [family, scope, status, targetModel, createdBy, label?.key, label?.value];
  return changedSince === null ? parts : [...parts, changedSince.toISOString()];
}
