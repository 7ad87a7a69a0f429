import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { z } from 'zod';
import type { ApiKey } from '../shared/keys.ts';

/**
 * What is read of a REST API's REQUEST authorizer event.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
export const authorizerEvent = z.object({
  methodArn: z.string(),
  headers: z.record(z.string(), z.string()).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(z.string())).nullish(),
});

/** The values of the header `Authorization`, however its name is written. */
export function authorizationOf({ headers, multiValueHeaders }: z.infer<typeof authorizerEvent>): string[] {
  return Object.entries(multiValueHeaders ?? headers ?? {})
    .filter(([name]) => name.toLowerCase() === 'authorization')
    .flatMap(([, value]) => value);
}

/**
 * Lets a key into the stage. Which calls it may make is judged by the edge, whose refusals are problem documents.
 *
 * @param methodArn `arn:<partition>:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>`
 */
export function allow(key: ApiKey, methodArn: string): APIGatewayAuthorizerResult {
  const [api = '', stage = ''] = methodArn.split('/');
  return {
    principalId: key.owner,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `${api}/${stage}/*` }],
    },
    // API Gateway passes strings, numbers and booleans on, and fails a call that has anything else here.
    context: { owner: key.owner, scopes: key.scopes.join(' '), keyId: key.keyId },
  };
}
