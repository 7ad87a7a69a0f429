import type { IncomingMessage } from 'node:http';
import { providerErrors } from '../provider-error.ts';

/**
 * Reads the body of a request. A body above the limit is read to its end and discarded, so that the caller can receive
 * the response.
 * @throws ProviderError 400 `BadRequest.TooLarge`
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= limitBytes) chunks.push(bytes);
  }
  if (size > limitBytes) throw providerErrors.bodyTooLarge(limitBytes);
  return Buffer.concat(chunks);
}

/** @throws ProviderError 400 `InvalidParameter` if the body or its content type is not JSON in UTF-8 */
export function parseJson(bytes: Buffer, contentType: string | undefined): unknown {
  if (!/^application\/json *(;|$)/i.test(contentType ?? '')) throw providerErrors.invalidBody();
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw providerErrors.invalidBody();
  }
}
