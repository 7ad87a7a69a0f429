import { type ResponseType, ResponseType as Type } from 'aws-cdk-lib/aws-apigateway';
import { type ProblemCode, problems } from '../../lambdas/shared/contract.ts';

/** A response of API Gateway itself to a request that it refuses, as a problem document. */
export interface GatewayProblem {
  readonly type: ResponseType;
  readonly status: number;
  readonly code: ProblemCode;
  readonly title: string;
  readonly detail: string;
  /**
   * Additional headers of the response.
   *
   * @default - none
   */
  readonly headers?: Readonly<Record<string, string>>;
}

const answer = <Code extends ProblemCode>(code: Code) => ({ code, ...problems[code] });
const forbidden = answer('forbidden');
const invalid = answer('invalid_request');
const unauthenticated = { ...answer('unauthenticated'), headers: { 'WWW-Authenticate': 'Bearer' } };
const rateLimited = answer('rate_limited');
const internal = answer('internal');
const unavailable = answer('unavailable');

/**
 * The gateway responses, each with its own type, because a status on `DEFAULT_4XX` or `DEFAULT_5XX` would change every
 * response of its class.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const gatewayProblems: readonly GatewayProblem[] = [
  { type: Type.UNAUTHORIZED, ...unauthenticated },
  { type: Type.ACCESS_DENIED, ...forbidden },
  { type: Type.EXPIRED_TOKEN, ...forbidden },
  { type: Type.INVALID_API_KEY, ...forbidden },
  { type: Type.INVALID_SIGNATURE, ...forbidden },
  { type: Type.MISSING_AUTHENTICATION_TOKEN, ...forbidden },
  { type: Type.THROTTLED, ...rateLimited },
  { type: Type.QUOTA_EXCEEDED, ...rateLimited },
  { type: Type.REQUEST_TOO_LARGE, ...answer('payload_too_large') },
  { type: Type.BAD_REQUEST_PARAMETERS, ...invalid },
  { type: Type.BAD_REQUEST_BODY, ...invalid },
  {
    type: Type.RESOURCE_NOT_FOUND,
    ...answer('not_found'),
    detail: 'There is nothing at this path.',
  },
  { type: Type.UNSUPPORTED_MEDIA_TYPE, ...answer('unsupported_media_type') },
  { type: Type.WAF_FILTERED, ...forbidden },
  { type: Type.API_CONFIGURATION_ERROR, ...internal },
  { type: Type.AUTHORIZER_FAILURE, ...internal },
  { type: Type.AUTHORIZER_CONFIGURATION_ERROR, ...internal },
  { type: Type.DEFAULT_5XX, ...internal },
  { type: Type.INTEGRATION_FAILURE, ...unavailable },
  { type: Type.INTEGRATION_TIMEOUT, ...unavailable },
];

/** Returns the template of a gateway response's body. API Gateway replaces the variable with the request's id. */
export function problemTemplate(problem: GatewayProblem): string {
  return JSON.stringify({
    type: `urn:voice-design:problem:${problem.code}`,
    title: problem.title,
    status: problem.status,
    code: problem.code,
    detail: problem.detail,
    requestId: '$context.requestId',
  });
}
