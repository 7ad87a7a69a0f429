import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { dynamo } from '../shared/platform/dynamo.ts';
import { requiredVariable } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { type AuthorizeRequestDependencies, authorizeRequest } from './authorize-request.ts';
import { dependenciesOf } from './dependencies.ts';
import { allow, readAuthorizerEvent } from './policy.ts';

/**
 * The authorizer of the API. If it fails with an error other than `Unauthorized`, API Gateway rejects the call with
 * 500.
 */
export function makeHandler(
  dependencies: () => AuthorizeRequestDependencies,
): (event: unknown) => Promise<APIGatewayAuthorizerResult> {
  return async (event) => {
    const { authorization, methodArn } = readAuthorizerEvent(event);
    const key = await authorizeRequest(authorization, dependencies());
    // API Gateway responds with 401 only if the message is exactly this one.
    if (!key) throw new Error('Unauthorized');
    return allow(key, methodArn);
  };
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf({ VOICES_TABLE_NAME: requiredVariable('VOICES_TABLE_NAME') }, { dynamo: dynamo() }),
  ),
);
