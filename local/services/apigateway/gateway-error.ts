/**
 * The errors of the gateway itself, each with its default status, default message and error type header.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const errorTypes = {
  ACCESS_DENIED: [403, 'User is not authorized to access this resource', 'AccessDeniedException'],
  API_CONFIGURATION_ERROR: [500, 'Internal server error', 'InternalServerErrorException'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'Internal server error', 'AuthorizerConfigurationException'],
  AUTHORIZER_FAILURE: [500, 'Internal server error', 'AuthorizerFailureException'],
  BAD_REQUEST_PARAMETERS: [400, 'Bad Request', 'BadRequestException'],
  DEFAULT_4XX: [400, 'Bad Request', 'BadRequestException'],
  DEFAULT_5XX: [500, 'Internal server error', 'InternalServerErrorException'],
  // The documentation has 504. Measured: https://github.com/localstack/localstack/pull/11183
  INTEGRATION_FAILURE: [500, 'Internal server error', 'InternalServerErrorException'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out', 'InternalServerErrorException'],
  INVALID_SIGNATURE: [
    403,
    "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter.",
    'IncompleteSignatureException',
  ],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'],
  // Measured for a request over Lambda's limit: https://github.com/koki-develop/lgtm-generator/issues/10
  REQUEST_TOO_LARGE: [413, 'Request Too Long', 'BadRequestException'],
  THROTTLED: [429, 'Too Many Requests', 'TooManyRequestsException'],
  UNAUTHORIZED: [401, 'Unauthorized', 'UnauthorizedException'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Unsupported Media Type', 'UnsupportedMediaTypeException'],
} as const satisfies Record<string, readonly [status: number, message: string, errorType: string]>;

export type GatewayErrorType = keyof typeof errorTypes;

/** An error of the gateway itself, such as a missing route or a failed integration. */
export class GatewayError extends Error {
  readonly type: GatewayErrorType;
  readonly statusCode: number;
  readonly errorType: string;

  constructor(
    type: GatewayErrorType,
    overrides: { readonly message?: string; readonly statusCode?: number } = {},
  ) {
    const [statusCode, message, errorType] = errorTypes[type];
    super(overrides.message ?? message);
    this.name = 'GatewayError';
    this.type = type;
    this.statusCode = overrides.statusCode ?? statusCode;
    this.errorType = errorType;
  }
}
