import { type DashScopeClient, FAMILY_ROWS, type Family, isErrorOfKind } from '../shared/dashscope/index.ts';
import type { ReadReviews } from '../shared/voice/wakes.ts';

/** Maximum number of pages that one sweep reads: 1,200 voices. The next sweep continues after them. */
export const pagesPerSweep = 12;

const largePage = 100;
/** The provider's own page size, which it certainly accepts. */
const documentedPage = 10;

export interface ReadReviewsRequest {
  readonly family: Family;
  /** Names of this deployment's voices begin with it. */
  readonly nameSpace: string;
  /** Voices to find. */
  readonly wanted: ReadonlySet<string>;
  /** Position in the list, counted in voices from the newest. */
  readonly from: number;
  /** Called after each page with the statuses read so far. */
  readonly onPage: (statuses: ReadReviews['statuses']) => Promise<void>;
}

export interface ReviewPages extends ReadReviews {
  /** Number of calls. */
  readonly calls: number;
  /** Position at which the next sweep continues. 0 once the list was read to its end, or every voice was found. */
  readonly next: number;
}

interface Listing {
  readonly prefix: string | undefined;
  readonly from: number;
}

/**
 * Reads a provider list, the newest voices first, until every wanted voice is found or the sweep's calls are used. A list
 * that takes a prefix is read with that of this deployment. The provider does not document the prefix exactly, so the list
 * is read without it if it contains none of the wanted voices.
 *
 * @throws DashScopeError
 */
export async function readReviews(
  client: Pick<DashScopeClient, 'listVoices'>,
  request: ReadReviewsRequest,
): Promise<ReviewPages> {
  const { family, nameSpace, wanted, from } = request;
  const prefix = FAMILY_ROWS[family].listTakesPrefix ? nameSpace : undefined;
  const read = await readPages(client, request, { prefix, from }, pagesPerSweep);
  const isFound = [...wanted].some((id) => read.statuses.has(id));
  if (prefix === undefined || isFound || !read.isWhole) return read;
  const unfiltered = await readPages(
    client,
    request,
    { prefix: undefined, from: 0 },
    pagesPerSweep - read.calls,
  );
  return { ...unfiltered, calls: read.calls + unfiltered.calls, next: 0 };
}

async function readPages(
  client: Pick<DashScopeClient, 'listVoices'>,
  { family, wanted, onPage }: ReadReviewsRequest,
  { prefix, from }: Listing,
  maxCalls: number,
): Promise<ReviewPages> {
  const statuses = new Map<string, string | null>();
  let pageSize = largePage;
  let position = from;
  let unreadable = 0;
  for (let calls = 1; calls <= maxCalls; calls += 1) {
    const pageIndex = Math.floor(position / pageSize);
    const page = await client.listVoices({ family, prefix, pageIndex, pageSize }).catch((error: unknown) => {
      if (!isErrorOfKind(error, 'invalid_request') || pageSize === documentedPage) throw error;
      return null;
    });
    if (page === null) {
      pageSize = documentedPage;
      continue;
    }
    unreadable += page.unreadable;
    for (const { providerVoiceId, status } of page.voices) statuses.set(providerVoiceId, status);
    await onPage(statuses);
    const isFound = [...wanted].every((id) => statuses.has(id));
    const isEnd = page.voices.length + page.unreadable < pageSize;
    if (isFound || isEnd) {
      return { statuses, isWhole: isEnd && from === 0 && unreadable === 0, calls, next: 0 };
    }
    position = (pageIndex + 1) * pageSize;
  }
  return { statuses, isWhole: false, calls: maxCalls, next: position };
}
