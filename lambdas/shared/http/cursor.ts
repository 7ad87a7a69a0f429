import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { ApiError } from '../validation/api-error.ts';
import { asOf } from '../voice/changes.ts';
import { timestamp } from '../voice/record.ts';

/** The start of a page. */
interface PageStart<Position> {
  /** End of the previous page. Null for the first page. */
  readonly from: Position | null;
  /** The time that all pages of the list return as `asOf`. */
  readonly asOf: string;
}

/** Everything that selects the items of a list, in a fixed order. Two kinds of lists differ in a part. */
export type FilterParts = readonly (string | undefined)[];

/** The cursors of a list: signed, opaque, and valid only for the same filter. */
export class Cursors<Position> {
  readonly #content;
  readonly #filter: string;
  readonly #key: string;

  /** @param position schema of the positions */
  constructor(position: z.ZodType<Position>, filter: FilterParts, key: string) {
    this.#content = z.strictObject({ position, asOf: timestamp, filter: z.string() });
    this.#filter = fingerprint(filter);
    this.#key = key;
  }

  /**
   * Reads a page and returns it with its cursor and its `asOf`.
   *
   * @param cursor null for the first page
   * @param read returns the items after a position, and the position of the last one; null at the end
   * @throws ApiError `invalid_cursor` before anything is read
   */
  async page<Page extends { readonly next: Position | null }>(
    cursor: string | null,
    now: Date,
    read: (from: Position | null) => Promise<Page>,
  ): Promise<Omit<Page, 'next'> & { readonly cursor: string | null; readonly asOf: string }> {
    const start = this.#read(cursor, now);
    const { next, ...page } = await read(start.from);
    return { ...page, cursor: this.#write(next, start), asOf: start.asOf };
  }

  /** Returns the start of a page. @param cursor null for the first page @throws ApiError `invalid_cursor` */
  #read(cursor: string | null, now: Date): PageStart<Position> {
    if (cursor === null) return { from: null, asOf: asOf(now) };
    const parsed = this.#content.safeParse(open(cursor, this.#key));
    if (!parsed.success || parsed.data.filter !== this.#filter) throw invalid();
    return { from: parsed.data.position, asOf: parsed.data.asOf };
  }

  /** Returns the cursor of the page after a position. Null at the end of the list. */
  #write(position: Position | null, { asOf }: Pick<PageStart<Position>, 'asOf'>): string | null {
    if (position === null) return null;
    const content = JSON.stringify({ position, asOf, filter: this.#filter });
    const body = Buffer.from(content).toString('base64url');
    return `${body}.${sign(body, this.#key).toString('base64url')}`;
  }
}

/** Returns the content of a cursor that this deployment has signed. @throws ApiError `invalid_cursor` */
function open(cursor: string, key: string): unknown {
  const [body = '', signature = ''] = cursor.split('.');
  const expected = sign(body, key);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw invalid();
  return JSON.parse(Buffer.from(body, 'base64url').toString());
}

const invalid = () => new ApiError({ code: 'invalid_cursor' });
const sign = (body: string, key: string) => createHmac('sha256', key).update(body).digest();

function fingerprint(filter: FilterParts): string {
  const parts = filter.map((part) => part ?? null);
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
