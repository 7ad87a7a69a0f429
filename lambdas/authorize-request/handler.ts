import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { DynamoKeyStore } from '../shared/keys.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { type AuthorizeRequestDependencies, authorizeRequest } from './authorize-request.ts';
import { environment } from './environment.ts';
import { allow, authorizationOf, authorizerEvent } from './policy.ts';

/** The API's authorizer. Any failure other than `Unauthorized` admits no one either, and is answered with a 500. */
export function authorizeRequestHandler(
  dependencies: () => AuthorizeRequestDependencies,
): (event: unknown) => Promise<APIGatewayAuthorizerResult> {
  return async (event) => {
    const request = authorizerEvent.parse(event);
    const key = await authorizeRequest(authorizationOf(request), dependencies());
    // API Gateway answers 401 to this very message.
    if (!key) throw new Error('Unauthorized');
    return allow(key, request.methodArn);
  };
}

export const handler = authorizeRequestHandler(
  once(() => ({ keys: new DynamoKeyStore(dynamo(), readEnvironment(environment).VOICES_TABLE_NAME) })),
);
