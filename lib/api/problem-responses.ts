import { type ResponseType, ResponseType as Type } from 'aws-cdk-lib/aws-apigateway';

/** A refusal that API Gateway makes itself, answered in the shape of the API's own problems. */
export interface GatewayProblem {
  readonly type: ResponseType;
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const forbidden = {
  status: 403,
  code: 'forbidden',
  title: 'Forbidden',
  detail: 'The request is not allowed.',
} as const;
const invalid = {
  status: 400,
  code: 'invalid_request',
  title: 'Invalid Request',
  detail: 'The request is not valid.',
} as const;
const unauthenticated = {
  status: 401,
  code: 'unauthenticated',
  title: 'Unauthorized',
  detail: 'A valid API key is needed: Authorization: Bearer <key>.',
  headers: { 'WWW-Authenticate': 'Bearer' },
} as const;
const rateLimited = {
  status: 429,
  code: 'rate_limited',
  title: 'Too Many Requests',
  detail: 'Too many requests; try again later.',
} as const;
const internal = {
  status: 500,
  code: 'internal',
  title: 'Internal Server Error',
  detail: 'Something failed on our side.',
} as const;
const unavailable = {
  status: 503,
  code: 'unavailable',
  title: 'Service Unavailable',
  detail:
    'No answer came in time, so the outcome is unknown: it may have been done. Repeat the request; a POST with the same Idempotency-Key.',
} as const;

/**
 * Each type by itself: a status on `DEFAULT_4XX` or `DEFAULT_5XX` would change every refusal of its class.
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
  {
    type: Type.REQUEST_TOO_LARGE,
    status: 413,
    code: 'payload_too_large',
    title: 'Content Too Large',
    detail: 'The body is larger than the API takes.',
  },
  { type: Type.BAD_REQUEST_PARAMETERS, ...invalid },
  { type: Type.BAD_REQUEST_BODY, ...invalid },
  {
    type: Type.RESOURCE_NOT_FOUND,
    status: 404,
    code: 'not_found',
    title: 'Not Found',
    detail: 'There is nothing at this path.',
  },
  {
    type: Type.UNSUPPORTED_MEDIA_TYPE,
    status: 415,
    code: 'unsupported_media_type',
    title: 'Unsupported Media Type',
    detail: 'The body has to be application/json.',
  },
  { type: Type.WAF_FILTERED, ...forbidden },
  { type: Type.API_CONFIGURATION_ERROR, ...internal },
  { type: Type.AUTHORIZER_FAILURE, ...internal },
  { type: Type.AUTHORIZER_CONFIGURATION_ERROR, ...internal },
  { type: Type.DEFAULT_5XX, ...internal },
  { type: Type.INTEGRATION_FAILURE, ...unavailable },
  { type: Type.INTEGRATION_TIMEOUT, ...unavailable },
];

/** The body of a gateway response; the template knows the request's id, but no logic. */
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
