import { Duration } from 'aws-cdk-lib';
import type { RetryProps, TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';

/** A retry policy with the sum a reader needs: how long the last wait is, and how long all of them take. */
export interface RetryPolicy {
  readonly intervalSeconds: number;
  readonly backoffRate: number;
  readonly maxAttempts: number;
  readonly maxDelaySeconds: number;
}

/**
 * Writes to the table and events: 2, 4, 8 … 256, then 300 s; 15 retries, 43.5 minutes in all. Long enough for the
 * throttling of a table or a bus to pass, and the write is the same however often it is made.
 */
export const patient: RetryPolicy = {
  intervalSeconds: 2,
  backoffRate: 2,
  maxAttempts: 15,
  maxDelaySeconds: 300,
};

/** Reading the provider's status: 2, 4, 8 s. What is missed is asked again at the next poll. */
export const brief: RetryPolicy = { intervalSeconds: 2, backoffRate: 2, maxAttempts: 3, maxDelaySeconds: 8 };

/**
 * A function that Lambda throttles, which it therefore has not invoked: 5, 10, 20, 40 s, then every minute for two hours.
 * Long enough for a thousand voices to pass through a handful of concurrent executions.
 */
export const throttled: RetryPolicy = {
  intervalSeconds: 5,
  backoffRate: 2,
  maxAttempts: 124,
  maxDelaySeconds: 60,
};

/** Waiting for somebody else: 5, 10, 20 s, then half a minute, until all that is longer than `time`. */
export function outlasting(time: Duration): RetryPolicy {
  const policy = { intervalSeconds: 5, backoffRate: 2, maxDelaySeconds: 30 };
  let maxAttempts = 1;
  const waited = () => waitsOf({ ...policy, maxAttempts }).reduce((total, wait) => total + wait, 0);
  while (waited() <= time.toSeconds()) maxAttempts += 1;
  return { ...policy, maxAttempts };
}

/** All waits of a policy, in seconds. */
export function waitsOf(policy: RetryPolicy): number[] {
  return Array.from({ length: policy.maxAttempts }, (_, index) =>
    Math.min(policy.intervalSeconds * policy.backoffRate ** index, policy.maxDelaySeconds),
  );
}

/** Retries a task on every error but the ones that say something (`notOn`), which are caught instead. */
export function retry(task: TaskStateBase, policy: RetryPolicy, notOn: readonly string[] = []): void {
  if (notOn.length > 0) task.addRetry({ errors: [...notOn], maxAttempts: 0 });
  task.addRetry({ errors: ['States.ALL'], ...retryProps(policy) });
}

/** Retries a task on one error by a policy of its own; to be said before what holds for all others. */
export function retryOn(task: TaskStateBase, error: string, policy: RetryPolicy): void {
  task.addRetry({ errors: [error], ...retryProps(policy) });
}

export function retryProps(policy: RetryPolicy): RetryProps {
  return {
    interval: Duration.seconds(policy.intervalSeconds),
    backoffRate: policy.backoffRate,
    maxAttempts: policy.maxAttempts,
    maxDelay: Duration.seconds(policy.maxDelaySeconds),
  };
}
