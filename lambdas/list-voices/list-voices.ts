import type * as z from 'zod';
import { readCursor, writeCursor } from '../shared/http/cursor.ts';
import type { VoiceFilter, VoiceIndex } from '../shared/stores/voice-lists.ts';
import { type voicePageSchema, voiceView } from '../shared/voice/view.ts';
import type { ListQuery } from './list-query.ts';

export interface ListVoicesDependencies {
  readonly index: VoiceIndex;
  /** Reads the key that signs cursors. */
  readonly cursorKey: () => Promise<string>;
  readonly now: () => Date;
}

export type VoicePage = Readonly<z.infer<typeof voicePageSchema>>;

/** Returns one page of the voices, newest first. @throws ApiError `invalid_cursor` */
export async function listVoices(
  { filter, limit, cursor }: ListQuery,
  { index, cursorKey, now }: ListVoicesDependencies,
): Promise<VoicePage> {
  const key = await cursorKey();
  const from = cursor === null ? null : readCursor(cursor, partsOf(filter), key);
  const { records, next } = await index.page(filter, limit, from, now());
  return { voices: records.map(voiceView), cursor: next && writeCursor(next, partsOf(filter), key) };
}

function partsOf({ family, scope, status, targetModel, createdBy, label }: VoiceFilter) {
  return [family, scope, status, targetModel, createdBy, label?.key, label?.value];
}
