import { types } from 'node:util';
import { AwsCallError } from '../errors/aws-call-error.ts';
import { errorCode } from '../errors/error-code.ts';

/** What AWS and its SDK call it when the caller may not. */
const notAuthorized =
  /AccessDenied|NotAuthorized|Unauthorized|UnrecognizedClient|InvalidClientToken|ExpiredToken|SignatureDoesNotMatch|CredentialsProvider|TokenProvider/;

/** Makes a call and says in a line what went wrong. @param what for people: what the call is about */
export async function awsCall<Answer>(call: () => Promise<Answer>, what: string): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (!types.isNativeError(error)) throw error;
    const unreached = errorCode(error).startsWith('E') || error.name === 'TimeoutError';
    const refused = '$fault' in error && error.$fault === 'client';
    if (notAuthorized.test(error.name)) throw new AwsCallError('notAuthorized', said(what, error), error);
    if (unreached) throw new AwsCallError('noAnswer', said(what, error), error);
    if (refused || /Region is missing/.test(error.message)) {
      throw new AwsCallError('refused', said(what, error), error);
    }
    throw error;
  }
}

function said(what: string, error: Error): string {
  return `${what}: ${errorCode(error) || error.name}: ${error.message.split('\n')[0]}`;
}
