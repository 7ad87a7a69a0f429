import { DashScopeInvalidRequestError, DashScopeUnreadableAnswerError } from './errors.ts';
import type { ListVoicesRequest, VoicePage } from './list-voices.ts';
import type { ProviderVoice } from './provider-voice.ts';
import type { Family } from './vocabulary.ts';

export interface WalkVoicesRequest {
  readonly family: Family;
  /** CosyVoice only; see {@link ListVoicesRequest}. */
  readonly prefix?: string | undefined;
  /** Default: 100, and the provider's own 10 should it refuse that. */
  readonly pageSize?: number | undefined;
  /** Told of entries that have no usable id: with those, a walk proves no voice absent. */
  readonly onUnreadable?: ((count: number) => void) | undefined;
}

const LARGE_PAGE = 100;
const DOCUMENTED_PAGE = 10;
/** 1000 voices at 10 a page take about 200 reads; a list that needs ten times that does not settle. */
const MAX_READS = 2_000;

type ReadPage = (request: ListVoicesRequest) => Promise<VoicePage>;

/**
 * Every voice of the account, while others create and delete. No id comes twice; a voice that exists from
 * before the first read until after the last is not missed.
 *
 * Pages are counted from the newest voice, so a delete moves unread voices onto pages already read. Hence:
 * after page k+1, page k is read again. Unchanged, k+1 follows it without a gap. Changed, the walk goes
 * back until a page begins with a voice already seen, and goes on from there. Only an empty page ends it.
 *
 * @throws DashScopeError of a page read; DashScopeUnreadableAnswerError when the list never settles
 */
export async function* walkVoices(
  read: ReadPage,
  request: WalkVoicesRequest,
): AsyncGenerator<ProviderVoice, void> {
  const seen = new Set<string>();
  const pages = await PageReader.open(read, request);
  let index = 0;
  let page = pages.first;
  for (;;) {
    for (const voice of page.voices) {
      if (seen.has(voice.providerVoiceId)) continue;
      seen.add(voice.providerVoiceId);
      yield voice;
    }
    if (index === 0 && isEmpty(page)) return;
    const next = await pages.at(index + 1);
    const again = await pages.at(index);
    if (sameVoices(page, again)) {
      // A server that repeats its last page instead of an empty one would never end.
      if (isEmpty(next) || sameVoices(page, next)) return;
      index += 1;
      page = next;
      continue;
    }
    page = again;
    while (index > 0 && !beginsWithSeen(page, seen)) {
      index -= 1;
      page = await pages.at(index);
    }
  }
}

class PageReader {
  readonly first: VoicePage;
  readonly #read: ReadPage;
  readonly #request: WalkVoicesRequest;
  readonly #pageSize: number;
  #reads = 1;

  private constructor(read: ReadPage, request: WalkVoicesRequest, pageSize: number, first: VoicePage) {
    this.#read = read;
    this.#request = request;
    this.#pageSize = pageSize;
    this.first = first;
  }

  static async open(read: ReadPage, request: WalkVoicesRequest): Promise<PageReader> {
    const wanted = request.pageSize ?? LARGE_PAGE;
    const openWith = async (size: number) =>
      new PageReader(read, request, size, await readPage(read, request, 0, size));
    try {
      return await openWith(wanted);
    } catch (error) {
      const mayBeTooLarge = error instanceof DashScopeInvalidRequestError && request.pageSize === undefined;
      if (!mayBeTooLarge) throw error;
      return await openWith(DOCUMENTED_PAGE);
    }
  }

  at(index: number): Promise<VoicePage> {
    this.#reads += 1;
    if (this.#reads > MAX_READS) {
      throw new DashScopeUnreadableAnswerError(
        `The voice list did not settle within ${MAX_READS} page reads.`,
        {
          certainlyNotDone: false,
          retryable: true,
          family: this.#request.family,
          operation: 'list',
        },
      );
    }
    return readPage(this.#read, this.#request, index, this.#pageSize);
  }
}

async function readPage(
  read: ReadPage,
  request: WalkVoicesRequest,
  pageIndex: number,
  pageSize: number,
): Promise<VoicePage> {
  const { family, prefix } = request;
  const page = await read(
    family === 'cosyvoice' ? { family, prefix, pageIndex, pageSize } : { family, pageIndex, pageSize },
  );
  if (page.unreadable > 0) request.onUnreadable?.(page.unreadable);
  return page;
}

const isEmpty = (page: VoicePage): boolean => page.voices.length === 0 && page.unreadable === 0;

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
