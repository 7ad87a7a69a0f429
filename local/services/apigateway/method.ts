import { z } from 'zod';
import { cfnBoolean, cfnNumber, readProperties } from '../../core/resource-properties.ts';
import type { Resource } from '../../core/service.ts';

/** API Gateway's longest wait for an integration, unless a quota was raised. */
const integrationTimeoutMilliseconds = 29_000;

export interface Method {
  readonly functionArn: string;
  readonly authorizerId: string | undefined;
  readonly timeoutMilliseconds: number;
}

/** The function of `arn:…:apigateway:…:lambda:path/2015-03-31/functions/<function ARN>/invocations`. */
export const functionOfUri = z
  .string()
  .regex(/\/functions\/[^/]+\/invocations$/, 'only Lambda functions are supported')
  .transform((uri) => /\/functions\/([^/]+)\/invocations$/.exec(uri)?.[1] ?? uri);

const ignored = z.unknown().optional();
const methodProperties = z.object({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.string(),
  AuthorizationType: z.enum(['NONE', 'CUSTOM'], 'only NONE and CUSTOM are supported').default('NONE'),
  AuthorizerId: z.string().optional(),
  ApiKeyRequired: cfnBoolean
    .refine((required) => !required, 'API keys of usage plans are not supported')
    .default(false),
  Integration: z.strictObject({
    Type: z.literal('AWS_PROXY', 'only AWS_PROXY is supported'),
    Uri: functionOfUri,
    TimeoutInMillis: cfnNumber.default(integrationTimeoutMilliseconds),
    // Without a meaning for a proxy integration, or a matter of permissions.
    IntegrationHttpMethod: ignored,
    Credentials: ignored,
    PassthroughBehavior: ignored,
    IntegrationResponses: ignored,
    CacheKeyParameters: ignored,
    CacheNamespace: ignored,
  }),
});

/** @throws UnsupportedResourceError */
export function readMethod(
  resource: Resource,
): Method & { readonly restApiId: string; readonly resourceId: string; readonly httpMethod: string } {
  const properties = readProperties(resource, methodProperties);
  return {
    restApiId: properties.RestApiId,
    resourceId: properties.ResourceId,
    httpMethod: properties.HttpMethod,
    functionArn: properties.Integration.Uri,
    authorizerId: properties.AuthorizationType === 'CUSTOM' ? properties.AuthorizerId : undefined,
    timeoutMilliseconds: properties.Integration.TimeoutInMillis,
  };
}
