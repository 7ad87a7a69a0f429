import { z } from 'zod';
import { UnsupportedResourceError } from '../../core/errors.ts';
import { cfnNumber, readProperties } from '../../core/resource-properties.ts';
import type { Resource } from '../../core/service.ts';
import type { GatewayError, GatewayErrorType } from './gateway-error.ts';
import { type GatewayRequest, header } from './gateway-request.ts';
import type { HttpResponse } from './proxy-response.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const responseTypes = [
  ...['ACCESS_DENIED', 'API_CONFIGURATION_ERROR', 'AUTHORIZER_CONFIGURATION_ERROR', 'AUTHORIZER_FAILURE'],
  ...['BAD_REQUEST_BODY', 'BAD_REQUEST_PARAMETERS', 'DEFAULT_4XX', 'DEFAULT_5XX', 'EXPIRED_TOKEN'],
  ...['INTEGRATION_FAILURE', 'INTEGRATION_TIMEOUT', 'INVALID_API_KEY', 'INVALID_SIGNATURE'],
  ...['MISSING_AUTHENTICATION_TOKEN', 'QUOTA_EXCEEDED', 'REQUEST_TOO_LARGE', 'RESOURCE_NOT_FOUND'],
  ...['THROTTLED', 'UNAUTHORIZED', 'UNSUPPORTED_MEDIA_TYPE', 'WAF_FILTERED'],
];

const gatewayResponseProperties = z.object({
  RestApiId: z.string(),
  ResponseType: z.enum(responseTypes),
  StatusCode: cfnNumber.optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});

export interface GatewayResponse {
  readonly restApiId: string;
  readonly responseType: string;
  readonly statusCode: number | undefined;
  /** Header names, each with a literal in single quotes, `context.*` or `method.request.header.*`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly template: string | undefined;
}

const headerParameter = /^gatewayresponse\.header\.(.+)$/;
const defaultTemplate = '{"message":$context.error.messageString}';
/** The default of errors of the integration, with a space, as measured on AWS: the body has 36 bytes. */
const defaultIntegrationTemplate = '{"message": $context.error.messageString}';
const integrationErrors: ReadonlySet<GatewayErrorType> = new Set([
  'DEFAULT_5XX',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
  'REQUEST_TOO_LARGE',
]);

/** @throws UnsupportedResourceError */
export function readGatewayResponse(resource: Resource): GatewayResponse {
  const properties = readProperties(resource, gatewayResponseProperties);
  const headers = Object.entries(properties.ResponseParameters).map(
    ([parameter, value]): [string, string] => {
      const name = headerParameter.exec(parameter)?.[1];
      if (name !== undefined && /^('.*'|context\.[\w.]+|method\.request\.header\..+)$/.test(value))
        return [name, value];
      throw new UnsupportedResourceError(
        resource.logicalId,
        `ResponseParameters.${parameter}`,
        'only headers with literals, context variables or request headers are supported',
      );
    },
  );
  return {
    restApiId: properties.RestApiId,
    responseType: properties.ResponseType,
    statusCode: properties.StatusCode,
    headers: Object.fromEntries(headers),
    template:
      properties.ResponseTemplates['application/json'] ?? Object.values(properties.ResponseTemplates)[0],
  };
}

/**
 * Returns the HTTP response for an error. It uses the gateway response of the error's type, or else that of its class
 * (`DEFAULT_4XX`, `DEFAULT_5XX`), or else AWS's default.
 */
export function errorResponse(
  error: GatewayError,
  responses: ReadonlyMap<string, GatewayResponse>,
  request: GatewayRequest,
): HttpResponse {
  const fallback = error.statusCode < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const response = responses.get(error.type) ?? responses.get(fallback);
  const context = contextOf(error, request);
  const headers = Object.entries(response?.headers ?? {}).map(([name, value]): [string, string] => [
    name,
    headerValue(value, context, request),
  ]);
  const own = new Set(headers.map(([name]) => name.toLowerCase()));
  return {
    statusCode: response?.statusCode ?? error.statusCode,
    headers: [
      ...(own.has('content-type') ? [] : [['Content-Type', 'application/json'] as const]),
      ['x-amzn-ErrorType', error.errorType],
      ...headers,
    ],
    body: Buffer.from(
      (
        response?.template ??
        (integrationErrors.has(error.type) ? defaultIntegrationTemplate : defaultTemplate)
      ).replaceAll(
        /\$(?:\{context\.([\w.]+)\}|context\.(\w+(?:\.\w+)*))/g,
        (_variable, braced?: string, bare?: string) => context[braced ?? bare ?? ''] ?? '',
      ),
    ),
  };
}

function contextOf(error: GatewayError, request: GatewayRequest): Readonly<Record<string, string>> {
  return {
    requestId: request.requestId,
    extendedRequestId: request.extendedRequestId,
    httpMethod: request.method,
    path: `/${request.stage}${request.sentPath}`,
    stage: request.stage,
    domainName: request.domainName,
    requestTimeEpoch: String(request.received.getTime()),
    'identity.sourceIp': request.sourceIp,
    'error.message': error.message,
    'error.messageString': JSON.stringify(error.message),
    'error.responseType': error.type,
  };
}

function headerValue(
  value: string,
  context: Readonly<Record<string, string>>,
  request: GatewayRequest,
): string {
  if (value.startsWith("'")) return value.slice(1, -1);
  if (value.startsWith('context.')) return context[value.slice('context.'.length)] ?? '';
  return header(request, value.slice('method.request.header.'.length)) ?? '';
}
