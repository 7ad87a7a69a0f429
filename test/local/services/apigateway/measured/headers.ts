/**
 * The treatment of headers by Lambda proxy integrations on AWS (requests) and by mapped integration responses (responses),
 * as LocalStack recorded it.
 */
export const headersSource =
  'https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_integrations.snapshot.json';

/** The header that a client sends, and its treatment. */
export const requestHeaders: readonly (readonly [
  name: string,
  value: string,
  treatment: 'kept' | 'dropped',
])[] = [
  ['Accept', 'application/json', 'kept'],
  ['Accept-Charset', 'UTF-8', 'kept'],
  ['Accept-Encoding', 'br', 'kept'],
  ['Age', 'request_Age', 'kept'],
  ['Authorization', 'Unauthorized', 'kept'],
  ['Connection', 'close', 'dropped'],
  ['Content-Encoding', 'deflate', 'kept'],
  ['Content-Length', '0', 'dropped'],
  ['Content-MD5', 'request_Content-MD5', 'dropped'],
  ['Content-Type', 'application/json', 'kept'],
  ['Date', 'request_Date', 'kept'],
  ['Expect', '100-continue', 'dropped'],
  ['Max-Forwards', '2', 'dropped'],
  ['Pragma', 'cache', 'kept'],
  ['Proxy-Authenticate', 'Basic', 'dropped'],
  ['Range', 'bytes=500-999', 'kept'],
  ['Referer', 'https://example.com/', 'kept'],
  ['Server', 'https://example.com/', 'dropped'],
  ['TE', 'deflate', 'dropped'],
  ['Trailer', 'Expires', 'dropped'],
  ['Transfer-Encoding', 'chunked', 'dropped'],
  ['Upgrade', 'HTTP/2.0', 'dropped'],
  ['User-Agent', 'localStack/0.0', 'kept'],
  ['Via', 'p.example.net', 'kept'],
  ['Warn', '299 localStack/0.0', 'kept'],
  ['WWW-Authenticate', 'Basic YWxhZGRpbjpvcGVuc2VzYW1l', 'dropped'],
  ['tEsT-HEADeR', 'aValUE', 'kept'],
];

/** The name that a client sends, and the one that the function receives. */
export const requestHeaderNames: readonly (readonly [sent: string, received: string, source: string])[] = [
  ['authorization', 'Authorization', 'https://github.com/localstack/localstack/pull/10500'],
  [
    'user-Agent',
    'User-Agent',
    'https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json',
  ],
];

/** The header that an integration returns, and its treatment. */
export const responseHeaders: readonly (readonly [
  name: string,
  treatment: 'kept' | 'remapped' | 'dropped',
])[] = [
  ['Accept', 'kept'],
  ['Accept-Charset', 'kept'],
  ['Accept-Encoding', 'kept'],
  ['Age', 'kept'],
  ['Authorization', 'remapped'],
  ['Connection', 'remapped'],
  ['Content-Encoding', 'kept'],
  ['Content-Length', 'remapped'],
  ['Content-MD5', 'remapped'],
  ['Content-Type', 'kept'],
  ['Date', 'remapped'],
  ['Expect', 'remapped'],
  ['Host', 'remapped'],
  ['Max-Forwards', 'remapped'],
  ['Pragma', 'kept'],
  ['Proxy-Authenticate', 'remapped'],
  ['Range', 'kept'],
  ['Referer', 'kept'],
  ['Server', 'remapped'],
  ['TE', 'kept'],
  ['Trailer', 'remapped'],
  ['Transfer-Encoding', 'dropped'],
  ['Upgrade', 'remapped'],
  ['User-Agent', 'remapped'],
  ['Via', 'kept'],
  ['Warn', 'kept'],
  ['WWW-Authenticate', 'remapped'],
];
