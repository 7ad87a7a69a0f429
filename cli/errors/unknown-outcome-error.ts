import { NoResponseError, ProblemError, UnexpectedResponseError } from '../../client/index.ts';

/** A create request that the API may have accepted, although it failed. `cause` is the error of the call. */
export class UnknownOutcomeError extends Error {
  override readonly name = 'UnknownOutcomeError';
  readonly idempotencyKey: string;

  constructor(cause: unknown, idempotencyKey: string) {
    super('the request may have been accepted', { cause });
    this.idempotencyKey = idempotencyKey;
  }
}

/**
 * Wraps the error of a create request in an {@link UnknownOutcomeError} if the API may have accepted the request.
 *
 * @param several true if the command sent other requests, which may have been accepted
 */
export function createFailure(error: unknown, idempotencyKey: string, several: boolean): unknown {
  return several || mayBeAccepted(error) ? new UnknownOutcomeError(error, idempotencyKey) : error;
}

function mayBeAccepted(error: unknown): boolean {
  if (error instanceof NoResponseError) return true;
  if (error instanceof UnexpectedResponseError) return error.status >= 500;
  return error instanceof ProblemError && (error.code === 'unavailable' || error.code === 'internal');
}
