import { Duration } from 'aws-cdk-lib';
import type { RetryProps, TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';

/** A retry policy. The docstring of each policy has its waits and their sum. */
export interface RetryPolicy {
  readonly intervalSeconds: number;
  readonly backoffRate: number;
  readonly maxAttempts: number;
  readonly maxDelaySeconds: number;
}

/**
 * The policy for writes to the table and events. The 15 waits are 2, 4, 8 … 256 s, then 300 s, in all 43.5 minutes. That
 * is long enough for throttling of a table or bus to end. The writes can be repeated.
 */
export const patient: RetryPolicy = {
  intervalSeconds: 2,
  backoffRate: 2,
  maxAttempts: 15,
  maxDelaySeconds: 300,
};

/** The policy for calls that a later poll or run repeats anyway. The waits are 2, 4 and 8 s. */
export const brief: RetryPolicy = { intervalSeconds: 2, backoffRate: 2, maxAttempts: 3, maxDelaySeconds: 8 };

/**
 * The policy for a function that Lambda throttled and therefore did not invoke. The waits are 5, 10, 20 and 40 s, then
 * one minute each for two hours. That is long enough for a thousand voices to pass through a few concurrent executions.
 */
export const throttled: RetryPolicy = {
  intervalSeconds: 5,
  backoffRate: 2,
  maxAttempts: 124,
  maxDelaySeconds: 60,
};

/** Returns a policy whose waits in all are longer than `time`. They are 5, 10 and 20 s, then 30 s each. */
export function outlasting(time: Duration): RetryPolicy {
  const policy = { intervalSeconds: 5, backoffRate: 2, maxDelaySeconds: 30 };
  let maxAttempts = 1;
  const waited = () => waitsOf({ ...policy, maxAttempts }).reduce((total, wait) => total + wait, 0);
  while (waited() <= time.toSeconds()) maxAttempts += 1;
  return { ...policy, maxAttempts };
}

/** Returns the waits of a policy in seconds. */
export function waitsOf(policy: RetryPolicy): number[] {
  return Array.from({ length: policy.maxAttempts }, (_, index) =>
    Math.min(policy.intervalSeconds * policy.backoffRate ** index, policy.maxDelaySeconds),
  );
}

/** Retries a task on all errors except those of `notOn`, which the caller catches. */
export function retry(task: TaskStateBase, policy: RetryPolicy, notOn: readonly string[] = []): void {
  if (notOn.length > 0) task.addRetry({ errors: [...notOn], maxAttempts: 0 });
  task.addRetry({ errors: ['States.ALL'], ...retryProps(policy) });
}

/** Retries a task on one error. Step Functions uses the first retrier that matches, so call this before `retry`. */
export function retryOn(task: TaskStateBase, error: string, policy: RetryPolicy): void {
  task.addRetry({ errors: [error], ...retryProps(policy) });
}

/** Returns a policy as the properties of `addRetry`. */
export function retryProps(policy: RetryPolicy): RetryProps {
  return {
    interval: Duration.seconds(policy.intervalSeconds),
    backoffRate: policy.backoffRate,
    maxAttempts: policy.maxAttempts,
    maxDelay: Duration.seconds(policy.maxDelaySeconds),
  };
}
