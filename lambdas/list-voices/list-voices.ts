import type { VoiceIndex } from '../shared/records/voice-index.ts';
import { type VoiceView, voiceView } from '../shared/voice/view.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { ListQuery } from './list-query.ts';

export interface ListVoicesDependencies {
  readonly index: VoiceIndex;
  /** The key that cursors are signed with. */
  readonly cursorKey: () => Promise<string>;
  readonly now: () => Date;
}

export interface VoiceList {
  readonly voices: readonly VoiceView[];
  /** For the next page; null at the end. */
  readonly cursor: string | null;
}

/** One page of the voices, newest first. @throws RefusalError `invalid_cursor` */
export async function listVoices(
  { filter, limit, cursor }: ListQuery,
  { index, cursorKey, now }: ListVoicesDependencies,
): Promise<VoiceList> {
  const key = await cursorKey();
  const from = cursor === null ? null : readCursor(cursor, filter, key);
  const { records, next } = await index.page(filter, limit, from, now());
  return { voices: records.map(voiceView), cursor: next && writeCursor(next, filter, key) };
}
