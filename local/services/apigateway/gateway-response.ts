import { z } from 'zod';
import { UnsupportedResourceError } from '../../core/errors.ts';
import { cfnNumber, readProperties } from '../../core/resource-properties.ts';
import type { Resource } from '../../core/service.ts';
import type { GatewayErrorType } from './gateway-error.ts';
import type { HttpResponse } from './proxy-response.ts';
import { gatewayVariables, type RefusedRequest } from './variables.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const responseTypes = [
  'ACCESS_DENIED',
  'API_CONFIGURATION_ERROR',
  'AUTHORIZER_CONFIGURATION_ERROR',
  'AUTHORIZER_FAILURE',
  'BAD_REQUEST_BODY',
  'BAD_REQUEST_PARAMETERS',
  'DEFAULT_4XX',
  'DEFAULT_5XX',
  'EXPIRED_TOKEN',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
  'INVALID_API_KEY',
  'INVALID_SIGNATURE',
  'MISSING_AUTHENTICATION_TOKEN',
  'QUOTA_EXCEEDED',
  'REQUEST_TOO_LARGE',
  'RESOURCE_NOT_FOUND',
  'THROTTLED',
  'UNAUTHORIZED',
  'UNSUPPORTED_MEDIA_TYPE',
  'WAF_FILTERED',
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
  /** Header names, each with a literal in single quotes, or the name of a variable. */
  readonly headers: Readonly<Record<string, string>>;
  readonly template: string | undefined;
}

const headerParameter = /^gatewayresponse\.header\.(.+)$/;
const headerValue =
  /^('.*'|(context|stageVariables)\.[\w.]+|method\.request\.(header|querystring|path)\..+)$/;
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
      if (name !== undefined && headerValue.test(value)) return [name, value];
      throw new UnsupportedResourceError(
        resource.logicalId,
        `ResponseParameters.${parameter}`,
        'only headers with literals, context variables, stage variables or request parameters are supported',
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

/** A variable of a template: `$context.requestId`, `${stageVariables.colour}`, `$method.request.header.Accept`. */
const variable =
  /\$(?:\{((?:context|stageVariables|method\.request)\.[^}]+)\}|((?:context|stageVariables|method\.request)\.\w[\w-]*(?:\.\w[\w-]*)*))/g;

/**
 * Returns the HTTP response for an error. It uses the gateway response of the error's type, or else that of its class
 * (`DEFAULT_4XX`, `DEFAULT_5XX`), or else AWS's default. A template has variables only. It is not in VTL, so other text is
 * unchanged.
 */
export function errorResponse(
  refused: RefusedRequest,
  responses: ReadonlyMap<string, GatewayResponse>,
): HttpResponse {
  const { error } = refused;
  const fallback = error.statusCode < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const response = responses.get(error.type) ?? responses.get(fallback);
  const valueNamed = gatewayVariables(refused);
  const headers = Object.entries(response?.headers ?? {}).map(([name, value]): [string, string] => [
    name,
    value.startsWith("'") ? value.slice(1, -1) : valueNamed(value),
  ]);
  const own = new Set(headers.map(([name]) => name.toLowerCase()));
  const otherwise = integrationErrors.has(error.type) ? defaultIntegrationTemplate : defaultTemplate;
  return {
    statusCode: response?.statusCode ?? error.statusCode,
    headers: [
      ...(own.has('content-type') ? [] : [['Content-Type', 'application/json'] as const]),
      ['x-amzn-ErrorType', error.errorType],
      ...headers,
    ],
    body: Buffer.from(
      (response?.template ?? otherwise).replaceAll(variable, (_text, braced?: string, bare?: string) =>
        valueNamed(braced ?? bare ?? ''),
      ),
    ),
  };
}
