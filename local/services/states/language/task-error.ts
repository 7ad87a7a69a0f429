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

/** The error `States.Runtime`. The execution's cause also names the state. */
export class RuntimeError extends UncatchableError {
  constructor(cause: string) {
    super('States.Runtime', cause);
  }
}

/** A runtime error whose cause already names the state, which is inside the one that fails with it. */
export class NamedRuntimeError extends RuntimeError {}

/** The maximum input or output of an execution, a state or a task: 256 KiB of UTF-8. */
export const payloadLimitBytes = 262_144;

/** Checks that a value is within the limit. */
export function fitsPayload(value: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(value) ?? '') <= payloadLimitBytes;
}

/** @param producer the name of a state, or the service of a task */
export function resultTooLarge(producer: string): string {
  return `The state/task '${producer}' returned a result with a size exceeding the maximum number of bytes service limit.`;
}
