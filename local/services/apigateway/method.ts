import { z } from 'zod';
import { cfnBoolean, cfnNumber, readProperties } from '../../core/resource-properties.ts';
import type { Resource } from '../../core/service.ts';

/**
 * The limits of an integration's time-out. A higher one takes a quota increase of the account.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
const timeoutMilliseconds = { min: 50, max: 29_000 } as const;

export interface Method {
  readonly functionArn: string;
  readonly authorizerId: string | undefined;
  readonly timeoutMilliseconds: number;
}

/** Extracts the function ARN from `arn:…:apigateway:…:lambda:path/2015-03-31/functions/<function ARN>/invocations`. */
export const functionArnOfUri = z
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
    Uri: functionArnOfUri,
    TimeoutInMillis: cfnNumber
      .refine(
        (value) => value >= timeoutMilliseconds.min && value <= timeoutMilliseconds.max,
        'it must be from 50 to 29,000 without a quota increase',
      )
      .default(timeoutMilliseconds.max),
    // These have no effect on a proxy integration.
    IntegrationHttpMethod: ignored,
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
