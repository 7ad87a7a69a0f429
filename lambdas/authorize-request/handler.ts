import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { keysIn } from '../shared/keys/key-store.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { once } from '../shared/runtime/once.ts';
import { secretReader } from '../shared/runtime/secret-reader.ts';
import { type AuthorizeRequestDependencies, authorizeRequest } from './authorize-request.ts';
import { environment } from './environment.ts';
import { allow, authorizationOf, authorizerEvent } from './policy.ts';

/** The API's authorizer; any other failure than `Unauthorized` lets nobody in either, and is answered with a 500. */
export function authorizeRequestHandler(
  dependencies: () => AuthorizeRequestDependencies,
): (event: unknown) => Promise<APIGatewayAuthorizerResult> {
  return async (event) => {
    const request = authorizerEvent.parse(event);
    const entry = await authorizeRequest(authorizationOf(request), dependencies());
    // API Gateway answers 401 to this very message.
    if (!entry) throw new Error('Unauthorized');
    return allow(entry, request.methodArn);
  };
}

export const handler = authorizeRequestHandler(
  once(() => ({ readKeys: keysIn(secretReader(readEnvironment(environment).API_KEYS_SECRET_ARN)) })),
);
