import type { RequestKind } from '../contract.ts';
import type { IdempotencyStore, RequestKey } from '../stores/idempotency-keys.ts';
import { ApiError } from '../validation/api-error.ts';
import { fingerprintOf } from '../validation/fingerprint.ts';

/** A request that an idempotency key can repeat. */
export interface KeyedRequest {
  readonly kind: RequestKind;
  readonly owner: string;
  /** The caller's idempotency key. Every request without a key is a new one. */
  readonly requestKey: string | null;
  /** The request as it was sent, for its fingerprint. */
  readonly submitted: object;
}

export interface RequestKeyDependencies {
  readonly idempotencyKeys: IdempotencyStore;
  readonly idempotencyHours: number;
}

/**
 * Returns the id that an earlier request with the same key recorded; null if there is none.
 *
 * @throws ApiError `idempotency_key_reused` if the key was recorded for another request
 */
export async function findEarlierRequest(
  request: KeyedRequest,
  now: Date,
  { idempotencyKeys }: Pick<RequestKeyDependencies, 'idempotencyKeys'>,
): Promise<string | null> {
  const key = keyOf(request);
  const entry = key && (await idempotencyKeys.read(key, now));
  if (!entry) return null;
  checkFingerprint(entry.fingerprint, request);
  return entry.resourceId;
}

/**
 * Records the request's key with a new id.
 *
 * @returns the id of the key, which a concurrent request may have recorded
 * @throws ApiError `idempotency_key_reused`
 */
export async function recordRequestKey(
  newId: string,
  request: KeyedRequest,
  now: Date,
  { idempotencyKeys, idempotencyHours }: RequestKeyDependencies,
): Promise<string> {
  const key = keyOf(request);
  if (!key) return newId;
  const fingerprint = fingerprintOf(request.kind, request.submitted);
  const expiresAt = new Date(now.getTime() + idempotencyHours * 3_600_000);
  const entry = await idempotencyKeys.record(key, { resourceId: newId, fingerprint, expiresAt }, now);
  checkFingerprint(entry.fingerprint, request);
  return entry.resourceId;
}

function keyOf({ kind, owner, requestKey }: KeyedRequest): RequestKey | null {
  return requestKey === null ? null : { kind, owner, key: requestKey };
}

function checkFingerprint(fingerprint: string, { kind, submitted }: KeyedRequest): void {
  if (fingerprint !== fingerprintOf(kind, submitted)) throw new ApiError({ code: 'idempotency_key_reused' });
}
