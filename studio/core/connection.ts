import { NoResponseError, ProblemError, UnexpectedResponseError } from '../../client/index.ts';
import { session, signOut } from './session.ts';
import { Store } from './store.ts';

/** The time since when the API has not responded, or null while it does. */
export const lostSince = new Store<Date | null>(null);

/** Records that a call succeeded. */
export function recordSuccess(): void {
  lostSince.set(null);
}

/**
 * Records a failed call. Signs out if the API refused the key.
 *
 * @returns true if the failure is one of the connection or of the API itself, so that the same call may succeed later
 */
export function recordFailure(error: unknown): boolean {
  if (error instanceof ProblemError && error.status === 401) {
    if (session.value.key !== null) signOut(true);
    return false;
  }
  if (isUnavailable(error)) {
    lostSince.set(lostSince.value ?? new Date());
    return true;
  }
  if (error instanceof ProblemError) recordSuccess();
  return error instanceof ProblemError && error.status === 429;
}

/** Returns whether the API does not respond, or something else responds in its place. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof NoResponseError) return true;
  const isResponse = error instanceof ProblemError || error instanceof UnexpectedResponseError;
  return isResponse && (error.status >= 500 || error instanceof UnexpectedResponseError);
}
