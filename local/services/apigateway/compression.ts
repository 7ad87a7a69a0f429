import { promisify } from 'node:util';
import { deflate, gunzip, gzip, inflate } from 'node:zlib';
import { bodyLimitBytes } from './edge.ts';
import { GatewayError } from './gateway-error.ts';
import type { HttpResponse } from './proxy-response.ts';

const codings = { gzip: promisify(gzip), deflate: promisify(deflate) };
type Coding = keyof typeof codings;
const decoders: Readonly<Record<Coding, (bytes: Buffer, options: object) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, object, Buffer>(gunzip),
  deflate: promisify<Buffer, object, Buffer>(inflate),
};

/**
 * Compresses the body of a response under the conditions of API Gateway.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-receive-response-with-compressed-payload.html
 *
 * @param minimumBytes the API's MinimumCompressionSize, or undefined without compression
 */
export async function compressed(
  response: HttpResponse,
  acceptEncoding: string | undefined,
  minimumBytes: number | undefined,
): Promise<HttpResponse> {
  const isEncoded = response.headers.some(([name]) => name.toLowerCase() === 'content-encoding');
  const coding = preferredCoding(acceptEncoding ?? '');
  if (minimumBytes === undefined || response.body.length < minimumBytes || isEncoded || coding === null) {
    return response;
  }
  return {
    ...response,
    headers: [...response.headers, ['Content-Encoding', coding]],
    body: await codings[coding](response.body),
  };
}

/**
 * Returns the body of a request without its content coding.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-make-request-with-compressed-payload.html
 *
 * @throws GatewayError `UNSUPPORTED_MEDIA_TYPE` for another coding, or a body that is not in its coding
 */
export async function decompressed(body: Buffer, contentEncoding: string | undefined): Promise<Buffer> {
  const coding = contentEncoding?.trim().toLowerCase() ?? 'identity';
  if (body.length === 0 || coding === 'identity' || coding === '') return body;
  if (!isSupported(coding)) throw new GatewayError('UNSUPPORTED_MEDIA_TYPE');
  try {
    return await decoders[coding](body, { maxOutputLength: bodyLimitBytes });
  } catch {
    throw new GatewayError('UNSUPPORTED_MEDIA_TYPE');
  }
}

/** Returns the first coding with the highest quality value, or null if API Gateway does not support any of these. */
function preferredCoding(acceptEncoding: string): Coding | null {
  const accepted = acceptEncoding.split(',').map((item) => {
    const [coding = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    return { coding, quality: Number(quality) };
  });
  const highest = Math.max(...accepted.map(({ quality }) => quality));
  if (!(highest > 0)) return null;
  const preferred = accepted.filter(({ quality }) => quality === highest);
  return preferred.map(({ coding }) => coding).find(isSupported) ?? null;
}

function isSupported(coding: string): coding is Coding {
  return Object.hasOwn(codings, coding);
}
