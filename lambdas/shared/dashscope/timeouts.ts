/** Limits of one operation, in milliseconds. */
export interface OperationTimeouts {
  /** Connect and TLS handshake together. undici's coarse timers make it up to a second late. */
  readonly connectMs: number;
  readonly headersMs: number;
  readonly bodyIdleMs: number;
  /** Limit of a whole call from its slot on. No other limit ends a slow but steady answer. */
  readonly totalMs: number;
}

/**
 * The provider gives up on a request after 300 s. Waiting a little longer avoids most unknown outcomes,
 * and keeps the preview, which is returned only once.
 */
export const CREATE_TIMEOUTS: OperationTimeouts = {
  connectMs: 5_000,
  headersMs: 305_000,
  bodyIdleMs: 30_000,
  totalMs: 340_000,
};

export const OTHER_TIMEOUTS: OperationTimeouts = {
  connectMs: 5_000,
  headersMs: 10_000,
  bodyIdleMs: 10_000,
  totalMs: 15_000,
};

/** A call waits for its slot for at most this time; milliseconds. A later slot is worth another invocation. */
export const MAX_SLOT_WAIT_MS = 5_000;

/** Allows a preview of 20 MiB in Base64 and the rest of the answer. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;
