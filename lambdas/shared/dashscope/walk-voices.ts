import type { VoicePage } from './list-voices.ts';
import type { ProviderVoice } from './provider-voice.ts';
import { type PagesRequest, type ReadPage, VoicePages } from './voice-pages.ts';

export interface WalkVoicesRequest extends PagesRequest {
  /** Called once at the end of the walk. Not called if the walk throws or its reader stops early. */
  readonly onEnd?: ((end: WalkEnd) => void) | undefined;
}

/** The end of a walk. */
export interface WalkEnd {
  /** `repeated_page`: the server repeats its last page instead of an empty one. */
  readonly reason: 'empty_page' | 'repeated_page';
  /** Number of calls, including repeated reads. */
  readonly pagesRead: number;
  readonly voices: number;
  /** Entries without a usable id, counted at every read. */
  readonly unreadable: number;
  /** All voices of the account by the last page; null where the family's list has no total. */
  readonly totalCount: number | null;
}

/**
 * Yields every voice of the account, even while voices are created and deleted. No id is yielded twice. A voice that exists
 * from before the first read until after the last one is not missed, provided that the list is newest first.
 *
 * Pages are numbered from the newest voice, so a delete moves unread voices onto pages already read. Page k+1 is therefore
 * accepted only if it follows page k without a gap. One answer that contains both the last voice of page k and the first of
 * page k+1 proves that. Without such an answer, page k must be unchanged when it is read again. Otherwise the walk goes back
 * to a page that begins with a voice already seen, and continues from there. Only an empty page ends the walk.
 *
 * @throws DashScopeError if a page cannot be read, DashScopeUnreadableAnswerError if the list never settles
 */
export async function* walkVoices(
  read: ReadPage,
  request: WalkVoicesRequest,
): AsyncGenerator<ProviderVoice, void> {
  const seen = new Set<string>();
  const pages = await VoicePages.open(read, request);
  let index = 0;
  let page = pages.first;
  let doubt: string | null = null;
  const end = (reason: WalkEnd['reason'], last: VoicePage): void => {
    const { pagesRead, unreadable } = pages;
    request.onEnd?.({ reason, pagesRead, voices: seen.size, unreadable, totalCount: last.totalCount });
  };
  for (;;) {
    for (const voice of page.voices) {
      if (seen.has(voice.providerVoiceId)) continue;
      seen.add(voice.providerVoiceId);
      yield voice;
    }
    if (index === 0 && isEmpty(page)) return end('empty_page', page);
    const next = await pages.at(index + 1);
    // No page follows one that is not full, so there is no seam to read.
    const seam = pages.isFull(page) ? await pages.around(index + 1) : null;
    if (seam === null || !adjoin(page, next, seam)) {
      const again = await pages.at(index);
      const here: string | null = seam === null ? null : JSON.stringify([page, next, seam].map(idsOf));
      // The same gap twice is the server's way of paging, not a list that changes.
      const isSettled = sameVoices(page, again) && here === doubt;
      doubt = here;
      if (!isSettled) {
        page = again;
        while (index > 0 && !beginsWithSeen(page, seen)) {
          index -= 1;
          page = await pages.at(index);
        }
        continue;
      }
    }
    if (isEmpty(next)) return end('empty_page', next);
    if (sameVoices(page, next)) return end('repeated_page', next);
    index += 1;
    page = next;
    doubt = null;
  }
}

/** True if one answer contains the end of a page and, directly after it, the beginning of the next page. */
function adjoin(page: VoicePage, next: VoicePage, seam: VoicePage): boolean {
  const ids = idsOf(seam);
  const at = ids.lastIndexOf(page.voices.at(-1)?.providerVoiceId ?? '');
  if (at < 0 || page.unreadable + next.unreadable + seam.unreadable > 0) return false;
  return ids[at + 1] === next.voices[0]?.providerVoiceId;
}

const isEmpty = (page: VoicePage): boolean => page.voices.length === 0 && page.unreadable === 0;

const idsOf = (page: VoicePage): string[] => page.voices.map((voice) => voice.providerVoiceId);

function sameVoices(one: VoicePage, other: VoicePage): boolean {
  return (
    one.voices.length === other.voices.length &&
    one.voices.every((voice, at) => voice.providerVoiceId === other.voices[at]?.providerVoiceId)
  );
}

function beginsWithSeen(page: VoicePage, seen: ReadonlySet<string>): boolean {
  const first = page.voices[0];
  return first !== undefined && seen.has(first.providerVoiceId);
}
