import type { IncomingMessage } from 'node:http';
import { refusals } from '../provider-error.ts';

/**
 * The whole body, if it is not larger than the limit. Of a larger one the rest is read and dropped, so that the caller
 * gets to see the answer.
 * @throws ProviderError 400 `BadRequest.TooLarge`
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= limit) chunks.push(bytes);
  }
  if (size > limit) throw refusals.tooLarge(limit);
  return Buffer.concat(chunks);
}
