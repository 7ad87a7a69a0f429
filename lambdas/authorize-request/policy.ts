import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type { ApiKey } from '../shared/keys.ts';
import { entriesOf, fieldsOf, isAbsent, textOf, textsOf } from '../shared/platform/fields.ts';

/** The part of an authorizer's event that this one reads. */
export interface AuthorizerEvent {
  readonly methodArn: string;
  /** Values of the header `Authorization`. The case of the header's name does not matter. */
  readonly authorization: readonly string[];
}

/**
 * Parses the event that a REST API sends to a REQUEST authorizer.
 *
 * @throws FieldError
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
export function readAuthorizerEvent(event: unknown): AuthorizerEvent {
  const fields = fieldsOf(event, 'event');
  const single = entriesOf(fields, 'headers', (value, field) => [textOf(value, field)]);
  const many = entriesOf(fields, 'multiValueHeaders', textsOf);
  return {
    methodArn: textOf(fields.methodArn, 'methodArn'),
    authorization: (isAbsent(fields.multiValueHeaders) ? single : many)
      .filter(([name]) => name.toLowerCase() === 'authorization')
      .flatMap(([, values]) => values),
  };
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
