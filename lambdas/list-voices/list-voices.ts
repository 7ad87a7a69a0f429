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
    const start = cursors.read(cursor, time);
    const { records, next } = await index.page(filter, limit, start.from, time);
    return { voices: records.map(voiceView), cursor: cursors.write(next, start), asOf: start.asOf };
  }
  const cursors = new Cursors(changePosition, partsOf(query), key);
  const start = cursors.read(cursor, time);
  const { items, next } = await readChanges(
    { kind: 'voices', since: changedSince, limit, from: start.from },
    { changes, read: (voiceId) => voices.read(voiceId) },
  );
  const changed = items.filter((record) => matchesVoiceFilter(record, filter));
  return { voices: changed.map(voiceView), cursor: cursors.write(next, start), asOf: start.asOf };
}

function partsOf({ filter, changedSince }: ListQuery): FilterParts {
  const { family, scope, status, targetModel, createdBy, label } = filter;
  const parts = [family, scope, status, targetModel, createdBy, label?.key, label?.value];
  return changedSince === null ? parts : [...parts, changedSince.toISOString()];
}
