import type { GatewayError } from './gateway-error.ts';
import { type ApiInfo, type GatewayRequest, header, requestContext } from './gateway-request.ts';
import { createRootNode, type RouteMatch } from './route-tree.ts';

/** A request that the gateway refused. */
export interface RefusedRequest {
  readonly error: GatewayError;
  readonly request: GatewayRequest;
  /** Undefined if the request matches no resource. */
  readonly match: RouteMatch | undefined;
  readonly api: ApiInfo;
}

/**
 * Returns a member of an object by a path with dots, such as `identity.sourceIp`. Inherited members do not exist.
 */
export function memberAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (object, name) =>
        typeof object === 'object' && object !== null && Object.hasOwn(object, name)
          ? Reflect.get(object, name)
          : undefined,
      value,
    );
}

/**
 * Returns the variables of a gateway response by their names, such as `context.requestId`. An unknown one is empty.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-gateway-response-using-the-api.html
 */
export function gatewayVariables({ error, request, match, api }: RefusedRequest): (name: string) => string {
  const { message, type: responseType } = error;
  const unmatched = { node: { ...createRootNode(''), path: '' }, pathParameters: {} };
  const context = {
    ...requestContext(request, match ?? unmatched, api, undefined),
    error: { message, messageString: JSON.stringify(message), responseType },
  };
  const method = (position: string, name: string): unknown => {
    if (position === 'header') return header(request, name);
    if (position === 'querystring') return request.query.get(name);
    return position === 'path' ? match?.pathParameters[name] : undefined;
  };
  return (name) => {
    const [, position = '', parameter = ''] = /^method\.request\.(\w+)\.(.+)$/.exec(name) ?? [];
    const value =
      parameter === ''
        ? memberAt({ context, stageVariables: api.stageVariables }, name)
        : method(position, parameter);
    return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
  };
}
