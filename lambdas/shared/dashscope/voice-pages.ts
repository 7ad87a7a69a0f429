import { DashScopeInvalidRequestError, DashScopeUnreadableAnswerError } from './errors.ts';
import type { ListVoicesRequest, VoicePage } from './list-voices.ts';

export interface PagesRequest extends Pick<ListVoicesRequest, 'family' | 'prefix'> {
  /** Default: 100, or the provider's own 10 if it refuses 100. */
  readonly pageSize?: number | undefined;
}

export type ReadPage = (request: ListVoicesRequest) => Promise<VoicePage>;

const LARGE_PAGE = 100;
const DOCUMENTED_PAGE = 10;
/** 1,000 voices at 10 a page take about 200 reads. A list that needs ten times as many does not settle. */
const MAX_READS = 2_000;
/** Sizes that cover a few voices on either side. They reach the 1,000th voice within Qwen's 200 pages. */
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
      return await openWith(DOCUMENTED_PAGE);
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
    const maxSize = Math.max(this.#size, DOCUMENTED_PAGE);
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
