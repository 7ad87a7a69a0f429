import { promisify } from 'node:util';
import { deflate, gzip } from 'node:zlib';
import type { HttpResponse } from './proxy-response.ts';

const codings = { gzip: promisify(gzip), deflate: promisify(deflate) };
type Coding = keyof typeof codings;

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
  return coding in codings;
}
