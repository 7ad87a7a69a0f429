import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';
import { GatewayError } from './gateway-error.ts';
import { clientHeaders, type Header } from './headers.ts';

export interface HttpResponse {
  readonly statusCode: number;
  /** The headers in order. A name may occur more than once. */
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
/** Every field is optional. Any other field makes the response malformed. */
const proxyResponse = z.strictObject({
  statusCode: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{3}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(200).max(599))
    .nullish(),
  headers: z.record(z.string(), scalar).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(scalar)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * Converts a function's result to an HTTP response. A header in `headers` and `multiValueHeaders` gets the values of both.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 * Measured: https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json
 *
 * @param isBinaryAccepted the client accepts one of the API's BinaryMediaTypes, so that a body in Base64 is decoded
 * @throws GatewayError 502 for a result in another format
 */
export function readProxyResponse(payload: unknown, isBinaryAccepted: boolean): HttpResponse {
  const parsed = proxyResponse.safeParse(payload);
  if (!parsed.success) throw new GatewayError('DEFAULT_5XX', { statusCode: 502 });
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed.data;
  const all = merged(Object.entries(headers ?? {}), Object.entries(multiValueHeaders ?? {}));
  if (!all.every(([name, value]) => isSendable(name, value)))
    throw new GatewayError('DEFAULT_5XX', { statusCode: 502 });
  const hasType = all.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    statusCode: statusCode ?? 200,
    headers: [...(hasType ? [] : [['Content-Type', 'application/json'] as const]), ...clientHeaders(all)],
    body: isBase64Encoded === true && isBinaryAccepted ? decoded(body ?? '') : Buffer.from(body ?? ''),
  };
}

/** The name of a header in both objects is that of `multiValueHeaders`, whose values come first. */
function merged(
  single: readonly Header[],
  multiple: readonly (readonly [string, readonly string[]])[],
): Header[] {
  const further = new Map(single.map(([name, value]) => [name.toLowerCase(), value]));
  const first = multiple.flatMap(([name, values]): Header[] => {
    const added = further.get(name.toLowerCase());
    further.delete(name.toLowerCase());
    const all = added === undefined || values.includes(added) ? values : [...values, added];
    return all.map((value) => [name, value]);
  });
  return [...first, ...single.filter(([name]) => further.has(name.toLowerCase()))];
}

/** @throws GatewayError `API_CONFIGURATION_ERROR` for other text, as the list of gateway response types documents */
function decoded(base64: string): Buffer {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw new GatewayError('API_CONFIGURATION_ERROR');
  return Buffer.from(base64, 'base64');
}

function isSendable(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
