import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ListPosition, VoiceFilter } from '../shared/stores/voice-lists.ts';
import { ApiError } from '../shared/validation/api-error.ts';
import { voiceIdSchema } from '../shared/voice/ids.ts';

const content = z.strictObject({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  before: voiceIdSchema.nullable(),
  filter: z.string(),
});

/** Encodes a position in a list as a signed, opaque cursor that is valid only for the same filter. */
export function writeCursor(position: ListPosition, filter: VoiceFilter, key: string): string {
  const text = JSON.stringify({ ...position, filter: fingerprint(filter) });
  const body = Buffer.from(text).toString('base64url');
  return `${body}.${sign(body, key).toString('base64url')}`;
}

/** @throws ApiError `invalid_cursor` */
export function readCursor(cursor: string, filter: VoiceFilter, key: string): ListPosition {
  const [body = '', signature = ''] = cursor.split('.');
  const expected = sign(body, key);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw invalid();
  const parsed = content.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  if (!parsed.success || parsed.data.filter !== fingerprint(filter)) throw invalid();
  const { month, before } = parsed.data;
  return { month, before };
}

const invalid = () => new ApiError({ code: 'invalid_cursor' });
const sign = (body: string, key: string) => createHmac('sha256', key).update(body).digest();

function fingerprint({ family, scope, status, targetModel, createdBy, label }: VoiceFilter): string {
  const parts = [family, scope, status, targetModel, createdBy, label?.key, label?.value].map(
    (part) => part ?? null,
  );
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
