/** An error response of the provider. Its body is `{ request_id, code, message }`. */
export class ProviderError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ProviderError';
    this.status = status;
    this.code = code;
  }
}

/** The errors that the provider returns, with the codes and messages of the vendor's error table. */
export const providerErrors = {
  missingKey: () => new ProviderError(401, 'InvalidApiKey', 'No API-key provided.'),
  invalidKey: () => new ProviderError(401, 'InvalidApiKey', 'Invalid API-key provided.'),
  workspaceDenied: () => new ProviderError(401, 'NOT AUTHORIZED', 'Workspace access denied.'),
  asyncNotSupported: () =>
    new ProviderError(403, 'AccessDenied', 'Current user api does not support asynchronous calls.'),
  unknownPath: () => new ProviderError(404, 'NotFound', 'Not found!'),
  methodNotSupported: (method: string) =>
    new ProviderError(400, 'InvalidParameter', `Request method '${method}' is not supported.`),
  invalidBody: () =>
    new ProviderError(
      400,
      'InvalidParameter',
      'Required body invalid, please check the request body format.',
    ),
  bodyTooLarge: (limit: number) =>
    new ProviderError(400, 'BadRequest.TooLarge', `Exceeded limit on max bytes to request body : ${limit}`),
  missingModel: () =>
    new ProviderError(400, 'BadRequest.EmptyModel', 'Required parameter "model" missing from request.'),
  unknownModel: () => new ProviderError(400, 'InvalidParameter', 'Model not exist.'),
  modelOfOtherPath: () => new ProviderError(400, 'InvalidParameter', 'url error, please check url!'),
  modelNotFound: (model: string) =>
    new ProviderError(404, 'ModelNotFound', `The model ${model} does not exist.`),
  endpointAccessDenied: () =>
    new ProviderError(403, 'Endpoint.AccessDenied', 'Workspace endpoint access denied.'),
  accessDenied: () => new ProviderError(403, 'AccessDenied', 'Access denied.'),
  missingInput: () =>
    new ProviderError(400, 'BadRequest.EmptyInput', 'Required input parameter missing from request.'),
  inputNotObject: () =>
    new ProviderError(400, 'BadRequest.IllegalInput', 'The input parameter requires json format.'),
  missingParameter: (field: string) =>
    new ProviderError(
      400,
      'InvalidParameter',
      `Required parameter(${field}) missing or invalid, please check the request parameters.`,
    ),
  tooLong: (field: string, limit: number, actual: number) =>
    new ProviderError(400, 'InvalidParameter', `${field} length is limited: ${limit}, current: ${actual}`),
  tooShort: (field: string, minimum: number, actual: number) =>
    new ProviderError(400, 'InvalidParameter', `${field} length is at least: ${minimum}, current: ${actual}`),
  invalidParameter: (detail: string) =>
    new ProviderError(400, 'InvalidParameter', `the parameters must conform to the specification: ${detail}`),
  unsupportedOperation: (detail: string) =>
    new ProviderError(
      400,
      'UnsupportedOperation',
      `The operation is unsupported on the referee object. (${detail})`,
    ),
  rateLimit: () =>
    new ProviderError(429, 'Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.'),
  cosyvoiceStorageFull: (cap: number) =>
    new ProviderError(400, 'Throttling.AllocationQuota', `Your current quota is ${cap}`),
  qwenStorageFull: () =>
    new ProviderError(
      400,
      'Throttling.AllocationQuota',
      'Maximum voice storage limit exceeded, please delete existing voices.',
    ),
  cosyvoiceUnknownVoice: () =>
    new ProviderError(400, 'BadRequest.ResourceNotExist', 'The Required resource not exist.'),
  qwenQueryUnknownVoice: (voice: string) =>
    new ProviderError(400, 'VoiceNotFound', `Voice not found: ${voice}`),
  qwenDeleteUnknownVoice: (voice: string) =>
    new ProviderError(400, 'BadRequest.VoiceNotFound', `Voice '${voice}' not found.`),
  internal: () =>
    new ProviderError(
      500,
      'InternalError',
      'An internal error has occurred, please try again later or contact service support.',
    ),
} as const;

/** Narrows a caught error. @throws the error itself if it is not a `ProviderError` */
export function asProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  throw error;
}
