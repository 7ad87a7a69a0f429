/**
 * An error that a state ends with: `name` is what `Retry` and `Catch` match (`ErrorEquals`), `message` is the Cause.
 * The interpreter reads both from it.
 */
export class TaskError extends Error {
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

/**
 * `States.Runtime` and `States.DataLimitExceeded`: no `Retry` and no `Catch`, not even `States.ALL`, sees them; the
 * execution fails. The two properties are what the interpreter asks an error for.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export class UncatchableError extends TaskError {
  readonly isRetryable = false;
  readonly isCatchable = false;
}

/** 256 KiB of UTF-8: the most that an execution, a state or a task may take or give. */
export const payloadLimitBytes = 262_144;

/** @throws UncatchableError `States.DataLimitExceeded` */
export function checkPayload(value: unknown, what: string): void {
  const bytes = Buffer.byteLength(JSON.stringify(value) ?? '');
  if (bytes <= payloadLimitBytes) return;
  throw new UncatchableError(
    'States.DataLimitExceeded',
    `${what} has ${bytes} bytes, over the limit of ${payloadLimitBytes}.`,
  );
}
