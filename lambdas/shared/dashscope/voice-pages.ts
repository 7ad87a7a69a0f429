import { DashScopeInvalidRequestError, DashScopeUnreadableAnswerError } from './errors.ts';
import type { ListVoicesRequest, VoicePage } from './list-voices.ts';
import { documentedPageSize, maxPlacesOf, scanCalls } from './scan-time.ts';

export interface PagesRequest extends Pick<ListVoicesRequest, 'family' | 'prefix'> {
  /** Default: 100, or the provider's own 10 if it refuses 100. */
  readonly pageSize?: number | undefined;
}

export type ReadPage = (request: ListVoicesRequest) => Promise<VoicePage>;

const LARGE_PAGE = 100;
/** A list that needs twice as many reads as the largest one that the settings allow does not settle. */
const MAX_READS = 2 * scanCalls(maxPlacesOf());
/** Sizes that cover a few voices on either side. The smallest reaches Qwen's `listedMax` within its 200 pages. */
const SEAM_SIZES = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16] as const;

/** The pages of one walk, all of the same size. Counts pages and unreadable entries. */
export class VoicePages {
  readonly first: VoicePage;
  readonly #read: ReadPage;
  readonly #request: PagesRequest;
  readonly #size: number;
  #pagesRead = 1;
  #unreadable: number;

  private constructor(read: ReadPage, request: PagesRequest, size: number, first: VoicePage) {
    this.#read = read;
    this.#request = request;
    this.#size = size;
    this.first = first;
    this.#unreadable = first.unreadable;
  }

  /** Reads the first page, which determines the page size that the provider accepts. */
  static async open(read: ReadPage, request: PagesRequest): Promise<VoicePages> {
    const openWith = async (size: number) =>
      new VoicePages(read, request, size, await readPage(read, request, 0, size));
    try {
      return await openWith(request.pageSize ?? LARGE_PAGE);
    } catch (error) {
      const mayBeTooLarge = error instanceof DashScopeInvalidRequestError && request.pageSize === undefined;
      if (!mayBeTooLarge) throw error;
      return await openWith(documentedPageSize);
    }
  }

  get pagesRead(): number {
    return this.#pagesRead;
  }

  get unreadable(): number {
    return this.#unreadable;
  }

  isFull(page: VoicePage): boolean {
    return page.voices.length + page.unreadable === this.#size;
  }

  at(index: number): Promise<VoicePage> {
    return this.#readPage(index, this.#size);
  }

  /** Reads a smaller page with the last voices of page `index - 1` and the first of page `index`. */
  around(index: number): Promise<VoicePage> {
    const start = index * this.#size;
    const room = (size: number): number => Math.min(start % size, size - (start % size));
    // No larger than a size that the provider is known to accept.
    const maxSize = Math.max(this.#size, documentedPageSize);
    const sizes = SEAM_SIZES.filter((size) => size <= maxSize);
    const size = sizes.reduce((best, candidate) => (room(candidate) > room(best) ? candidate : best));
    return this.#readPage(Math.floor(start / size), size);
  }

  async #readPage(index: number, size: number): Promise<VoicePage> {
    this.#pagesRead += 1;
    if (this.#pagesRead > MAX_READS) {
      throw new DashScopeUnreadableAnswerError(
        `The voice list did not settle within ${MAX_READS} page reads.`,
        { certainlyNotDone: false, retryable: true, family: this.#request.family, operation: 'list' },
      );
    }
    const page = await readPage(this.#read, this.#request, index, size);
    this.#unreadable += page.unreadable;
    return page;
  }
}

function readPage(
  read: ReadPage,
  { family, prefix }: PagesRequest,
  pageIndex: number,
  pageSize: number,
): Promise<VoicePage> {
  return read({ family, prefix, pageIndex, pageSize });
}
