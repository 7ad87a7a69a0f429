import { types } from 'node:util';
import { AwsCallError } from '../errors/aws-call-error.ts';
import { errorCode } from '../errors/error-code.ts';

/** Names of the errors that AWS services and the SDK use for missing permissions or credentials. */
const notAuthorizedNames =
  /AccessDenied|NotAuthorized|Unauthorized|UnrecognizedClient|InvalidClientToken|ExpiredToken|SignatureDoesNotMatch|CredentialsProvider|TokenProvider/;

/**
 * Calls AWS and turns an expected failure into a one-line error. Unexpected errors pass through.
 *
 * @param resource the resource that the call is about, for the error message
 * @throws AwsCallError
 */
export async function callAws<Result>(call: () => Promise<Result>, resource: string): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    const kind = types.isNativeError(error) ? failureKind(error) : null;
    if (kind === null || !types.isNativeError(error)) throw error;
    const code = errorCode(error) || error.name;
    const [message] = error.message.split('\n');
    throw new AwsCallError(kind, `access to ${resource} failed with ${code}: ${message}`, error);
  }
}

function failureKind(error: Error): AwsCallError['kind'] | null {
  if (notAuthorizedNames.test(error.name)) return 'notAuthorized';
  if (errorCode(error).startsWith('E') || error.name === 'TimeoutError') return 'noResponse';
  const isClientFault = '$fault' in error && error.$fault === 'client';
  return isClientFault || /Region is missing/.test(error.message) ? 'refused' : null;
}
