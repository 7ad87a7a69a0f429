import { accountId, partition, region } from '../../core/aws-account.ts';
import type { ServicePrincipal } from '../../core/principal.ts';
import type { ApiInfo, GatewayRequest } from './gateway-request.ts';
import type { RouteMatch } from './route-tree.ts';

const service = 'apigateway.amazonaws.com';

/**
 * Returns the caller of a method's integration. Parameters of the path are wildcards in its source ARN.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
 */
export function methodPrincipal(
  { method, stage }: GatewayRequest,
  { node }: RouteMatch,
  api: ApiInfo,
): ServicePrincipal {
  const path = node.path.replaceAll(/\{[^}]*\}/g, '*');
  return { kind: 'service', service, sourceArn: executeApiArn(api, `${stage}/${method}${path}`) };
}

/** Returns the caller of an authorizer's function. */
export function authorizerPrincipal(authorizerId: string, api: ApiInfo): ServicePrincipal {
  return { kind: 'service', service, sourceArn: executeApiArn(api, `authorizers/${authorizerId}`) };
}

function executeApiArn({ apiId }: ApiInfo, resource: string): string {
  return `arn:${partition}:execute-api:${region}:${accountId}:${apiId}/${resource}`;
}
