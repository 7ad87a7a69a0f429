import type { z } from 'zod';
import type { VoiceIndex } from '../shared/stores/voice-lists.ts';
import { type voicePageSchema, voiceView } from '../shared/voice/view.ts';
import { readCursor, writeCursor } from './cursor.ts';
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
  const from = cursor === null ? null : readCursor(cursor, filter, key);
  const { records, next } = await index.page(filter, limit, from, now());
  return { voices: records.map(voiceView), cursor: next && writeCursor(next, filter, key) };
}
