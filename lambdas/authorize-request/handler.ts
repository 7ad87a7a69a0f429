import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { type AuthorizeRequestDependencies, authorizeRequest } from './authorize-request.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { allow, authorizationOf, authorizerEvent } from './policy.ts';

/**
 * The authorizer of the API. If it fails with an error other than `Unauthorized`, API Gateway rejects the call with
 * 500.
 */
export function makeHandler(
  dependencies: () => AuthorizeRequestDependencies,
): (event: unknown) => Promise<APIGatewayAuthorizerResult> {
  return async (event) => {
    const request = authorizerEvent.parse(event);
    const key = await authorizeRequest(authorizationOf(request), dependencies());
    // API Gateway responds with 401 only if the message is exactly this one.
    if (!key) throw new Error('Unauthorized');
    return allow(key, request.methodArn);
  };
}

export const handler = makeHandler(
  once(() => dependenciesOf(readEnvironment(environment), { dynamo: dynamo() })),
);
