/**
 * The treatment of HTTP headers by API Gateway. The documentation lists headers that "may be" dropped or remapped. The
 * lists here are measurements of Lambda proxy integrations on AWS.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_integrations.snapshot.json
 */

export type Header = readonly [name: string, value: string];

/** Request headers that reach neither the authorizer nor the integration. */
const droppedFromRequests = new Set([
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
]);

/** Request headers whose name is always written in this way. Other names keep the case that the client sent. */
const spelledInRequests = new Map([
  ['authorization', 'Authorization'],
  ['host', 'Host'],
  ['user-agent', 'User-Agent'],
]);

/** Response headers of an integration that reach the client as `x-amzn-Remapped-<name>`. */
const remappedInResponses = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'trailer',
  'upgrade',
  'user-agent',
  'www-authenticate',
]);

/** Returns the headers of a request as the authorizer and the integration receive them. */
export function integrationHeaders(sent: readonly Header[]): readonly Header[] {
  return sent
    .filter(([name]) => !droppedFromRequests.has(name.toLowerCase()))
    .map(([name, value]) => [spelledInRequests.get(name.toLowerCase()) ?? name, value]);
}

/** Returns the headers of an integration's response as the client receives them. */
export function clientHeaders(returned: readonly Header[]): readonly Header[] {
  return returned
    .filter(([name]) => name.toLowerCase() !== 'transfer-encoding')
    .map(([name, value]) =>
      remappedInResponses.has(name.toLowerCase()) ? [`x-amzn-Remapped-${name}`, value] : [name, value],
    );
}
