import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';
import { GatewayError } from './gateway-error.ts';

export interface HttpResponse {
  readonly statusCode: number;
  /** The headers in order. A name may occur more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const proxyResponse = z.object({
  statusCode: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{3}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(200).max(599)),
  headers: z.record(z.string(), scalar).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(scalar)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** Response headers that API Gateway renames to `x-amzn-Remapped-<name>`. */
const remapped = new Set([
  'authorization',
  'connection',
  'content-md5',
  'date',
  'host',
  'server',
  'transfer-encoding',
  'user-agent',
  'www-authenticate',
]);

/**
 * Converts a function's result to an HTTP response.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 * @param binary checks the API's BinaryMediaTypes against the content type and against the types that the client accepts
 * @throws GatewayError 502 for a result in another format
 */
export function readProxyResponse(payload: unknown, binary: (contentType: string) => boolean): HttpResponse {
  const parsed = proxyResponse.safeParse(payload);
  if (!parsed.success) throw new GatewayError('DEFAULT_5XX', { statusCode: 502 });
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed.data;
  const multiValue = Object.entries(multiValueHeaders ?? {});
  const multiValueNames = new Set(multiValue.map(([name]) => name.toLowerCase()));
  const all = [
    ...Object.entries(headers ?? {}).filter(([name]) => !multiValueNames.has(name.toLowerCase())),
    ...multiValue.flatMap(([name, values]) => values.map((value): [string, string] => [name, value])),
  ].filter(([name]) => name.toLowerCase() !== 'content-length');
  if (!all.every(([name, value]) => isSendable(name, value)))
    throw new GatewayError('DEFAULT_5XX', { statusCode: 502 });
  const contentType = all.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const decode = isBase64Encoded === true && binary(contentType ?? 'application/json');
  return {
    statusCode,
    headers: [
      ...(contentType === undefined ? [['Content-Type', 'application/json'] as const] : []),
      ...all.map(([name, value]): [string, string] => [
        remapped.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name,
        value,
      ]),
    ],
    body: Buffer.from(body ?? '', decode ? 'base64' : 'utf8'),
  };
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
