import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { ApiError } from '../validation/api-error.ts';

const content = z.strictObject({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  before: z.string().nullable(),
  filter: z.string(),
});

/** A position in a list, as the stores read it. */
type Position = Readonly<Omit<z.infer<typeof content>, 'filter'>>;

/** Everything that selects the items of a list, in a fixed order. Two kinds of lists differ in a part. */
export type FilterParts = readonly (string | undefined)[];

/** Encodes a position in a list as a signed, opaque cursor that is valid only for the same filter. */
export function writeCursor(position: Position, filter: FilterParts, key: string): string {
  return signCursor({ ...position, filter: fingerprint(filter) }, key);
}

/** @throws ApiError `invalid_cursor` */
export function readCursor(cursor: string, filter: FilterParts, key: string): Position {
  const parsed = content.safeParse(openCursor(cursor, key));
  if (!parsed.success || parsed.data.filter !== fingerprint(filter)) throw invalid();
  const { month, before } = parsed.data;
  return { month, before };
}

/** Encodes a position as a signed, opaque cursor. */
export function signCursor(position: object, key: string): string {
  const body = Buffer.from(JSON.stringify(position)).toString('base64url');
  return `${body}.${sign(body, key).toString('base64url')}`;
}

/** Returns the position in a cursor that this deployment has signed. @throws ApiError `invalid_cursor` */
export function openCursor(cursor: string, key: string): unknown {
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
