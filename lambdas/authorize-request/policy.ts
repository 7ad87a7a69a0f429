import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import * as z from 'zod';
import type { ApiKey } from '../shared/keys.ts';

/**
 * Part of the event that a REST API sends to a REQUEST authorizer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
export const authorizerEvent = z.object({
  methodArn: z.string(),
  headers: z.record(z.string(), z.string()).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(z.string())).nullish(),
});

/** Returns the values of the header `Authorization`. The case of the header's name does not matter. */
export function authorizationOf({ headers, multiValueHeaders }: z.infer<typeof authorizerEvent>): string[] {
  return Object.entries(multiValueHeaders ?? headers ?? {})
    .filter(([name]) => name.toLowerCase() === 'authorization')
    .flatMap(([, value]) => value);
}

/**
 * Returns a policy that admits a key to all routes of the stage. The HTTP edge checks the scopes of the key, because
 * it can respond with a problem document.
 *
 * @param methodArn `arn:<partition>:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>`
 */
export function allow(key: ApiKey, methodArn: string): APIGatewayAuthorizerResult {
  const [api = '', stageName = ''] = methodArn.split('/');
  return {
    principalId: key.owner,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `${api}/${stageName}/*` }],
    },
    // API Gateway forwards strings, numbers and booleans. A value of another type fails the call.
    context: { owner: key.owner, scopes: key.scopes.join(' '), keyId: key.keyId },
  };
}
