import type { IncomingMessage } from 'node:http';

export class BodyTooLargeError extends Error {
  constructor(limitBytes: number) {
    super(`The request body is larger than ${limitBytes} bytes.`);
    this.name = 'BodyTooLargeError';
  }
}

/**
 * Reads the whole body. Bytes over the limit are read and discarded, so the client can still read the error response.
 * @throws BodyTooLargeError
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length <= limitBytes) chunks.push(bytes);
  }
  if (length > limitBytes) throw new BodyTooLargeError(limitBytes);
  return Buffer.concat(chunks);
}
