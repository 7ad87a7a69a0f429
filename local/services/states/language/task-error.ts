/** The error of a state. `Retry` and `Catch` match its `name` (`ErrorEquals`), and its `message` is the Cause. */
export class TaskError extends Error {
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

/**
 * The errors `States.Runtime` and `States.DataLimitExceeded`. No `Retry` or `Catch` matches them, not even `States.ALL`, so
 * the execution fails. The interpreter reads the two properties.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export class UncatchableError extends TaskError {
  readonly isRetryable = false;
  readonly isCatchable = false;
}

/** The maximum input or output of an execution, a state or a task: 256 KiB of UTF-8. */
export const payloadLimitBytes = 262_144;

/** @throws UncatchableError `States.DataLimitExceeded` */
export function checkPayload(value: unknown, name: string): void {
  const bytes = Buffer.byteLength(JSON.stringify(value) ?? '');
  if (bytes <= payloadLimitBytes) return;
  throw new UncatchableError(
    'States.DataLimitExceeded',
    `${name} has ${bytes} bytes, over the limit of ${payloadLimitBytes}.`,
  );
}
