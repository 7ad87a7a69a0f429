import { NoResponseError, ProblemError, UnexpectedResponseError } from '../../client/index.ts';

/** A create that may have been accepted although no usable answer came. `cause` is the error of the call. */
export class UnknownOutcomeError extends Error {
  override readonly name = 'UnknownOutcomeError';
  readonly idempotencyKey: string;

  constructor(cause: unknown, idempotencyKey: string) {
    super('the request may have been accepted', { cause });
    this.idempotencyKey = idempotencyKey;
  }
}

/**
 * Returns the error of a create, as an {@link UnknownOutcomeError} where the request, or another of several, may have been
 * accepted.
 */
export function createFailure(error: unknown, idempotencyKey: string, several: boolean): unknown {
  return several || mayBeAccepted(error) ? new UnknownOutcomeError(error, idempotencyKey) : error;
}

function mayBeAccepted(error: unknown): boolean {
  if (error instanceof NoResponseError) return true;
  if (error instanceof UnexpectedResponseError) return error.status >= 500;
  return error instanceof ProblemError && (error.code === 'unavailable' || error.code === 'internal');
}
