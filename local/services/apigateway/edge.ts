import type { IncomingMessage } from 'node:http';
import type { HttpResponse } from './proxy-response.ts';

/** The limits of a Regional REST API. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const bodyLimitBytes = 10 * 1024 * 1024;
const headerLimitBytes = 10_240;
const urlLimitCharacters = 10_240;

/** The size of Node's parser, which must leave larger requests to `edgeRefusal`. Node itself answers 431 above it. */
export const maxParsedHeaderBytes = 64 * 1024;

/**
 * Returns the response to a request over a limit for URLs or headers, or undefined. As on AWS, it comes before the API is
 * known, so it is no gateway response.
 *
 * The message about headers and its status are measured. The status for a URL is that of the HTTP standard.
 * https://ntsblog.homedev.com.au/index.php/2021/03/09/aws-api-gateway-http-header-is-larger-than-10240-bytes/
 * https://backbencher.dev/solved-431-status-code-with-request-header-fields-too-large
 */
export function edgeRefusal({ url = '', rawHeaders }: IncomingMessage): HttpResponse | undefined {
  if (url.length > urlLimitCharacters)
    return plainText(414, `An HTTP line is larger than ${urlLimitCharacters} bytes.`);
  // Names, values, the separator and the line terminator count.
  const size = rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
  return size > headerLimitBytes
    ? plainText(431, `HTTP header is larger than ${headerLimitBytes} bytes.`)
    : undefined;
}

/** The response to a body over 10 MB, as measured on AWS: https://github.com/koki-develop/lgtm-generator/issues/10 */
export const bodyTooLarge = plainText(413, `HTTP content length exceeded ${bodyLimitBytes} bytes.`);

/** Returns an error that belongs to no API, as JSON. */
export function plainResponse(statusCode: number, message: string, errorType: string): HttpResponse {
  return {
    statusCode,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-ErrorType', errorType],
    ],
    body: Buffer.from(JSON.stringify({ message })),
  };
}

function plainText(statusCode: number, text: string): HttpResponse {
  return { statusCode, headers: [['Content-Type', 'text; charset=utf-8']], body: Buffer.from(text) };
}
