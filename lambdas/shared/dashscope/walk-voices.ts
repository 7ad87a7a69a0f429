import type { VoicePage } from './list-voices.ts';
import type { ProviderVoice } from './provider-voice.ts';
import { type PagesRequest, type ReadPage, VoicePages } from './voice-pages.ts';

export interface WalkVoicesRequest extends PagesRequest {
  /** Told once, when the walk has come to its end; not when it throws or its reader stops early. */
  readonly onEnd?: ((end: WalkEnd) => void) | undefined;
}

/** How a walk ended. */
export interface WalkEnd {
  /** `repeated_page`: the server gives its last page again where the empty one should be. */
  readonly reason: 'empty_page' | 'repeated_page';
  /** Calls made, second looks included. */
  readonly pagesRead: number;
  readonly voices: number;
  /** Entries without a usable id, counted as often as they were met. */
  readonly unreadable: number;
  /** All voices of the account by the last page; null where the family's list has no total. */
  readonly totalCount: number | null;
}

/**
 * Every voice of the account, while others create and delete. No id comes twice; a voice that exists from
 * before the first read until after the last is not missed, as long as the list is newest first.
 *
 * Pages are counted from the newest voice, so a delete moves unread voices onto pages already read. Hence page
 * k+1 counts only once it is known to follow page k without a gap: by one answer that shows the last voice of k and
 * the first of k+1 side by side, whatever happened between the other answers; or, where there is no such answer, by
 * page k being unchanged when it is read again. Otherwise the walk goes back until a page begins with a voice already
 * seen, and goes on from there. Only an empty page ends it.
 *
 * @throws DashScopeError of a page read; DashScopeUnreadableAnswerError when the list never settles
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
    // A page that is not full has nothing behind it: then the second look at it is all there is to ask for.
    const seam = pages.isFull(page) ? await pages.around(index + 1) : null;
    if (seam === null || !adjoin(page, next, seam)) {
      const again = await pages.at(index);
      const here: string | null = seam === null ? null : JSON.stringify([page, next, seam].map(idsOf));
      // The same doubt twice is how this server pages, not a list in motion.
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

/** Whether one answer shows the end of a page and the beginning of the next, or of nothing, side by side. */
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
