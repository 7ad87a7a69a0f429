import { AwsError } from '../../core/aws-error.ts';
import { UnsupportedResourceError } from '../../core/errors.ts';

/** The default quota of an account and region. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const accountConcurrency = 1_000;
/** The part of the quota that reservations have to leave. */
const minUnreserved = 100;

/** The concurrent invocations of a function, with their limit. */
export class ConcurrencyLimit {
  readonly #limit: () => number;
  readonly #reason: string;
  #taken = 0;

  constructor(limit: () => number, reason: string) {
    this.#limit = limit;
    this.#reason = reason;
  }

  /** @throws AwsError `TooManyRequestsException` */
  take(): void {
    if (this.#taken >= this.#limit()) {
      const details = { Reason: this.#reason, Type: 'User' };
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, details);
    }
    this.#taken += 1;
  }

  free(): void {
    this.#taken -= 1;
  }
}

/**
 * The concurrency of an account. Each function has its reserved one, or else the part that is not reserved. An invocation
 * counts from its acceptance, also while it waits for one of the few local environments. On AWS it would run meanwhile
 * and end sooner, so functions do not take the unreserved part from one another.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export class AccountConcurrency {
  #unreserved = accountConcurrency;

  /** Returns the limit of a function. @throws UnsupportedResourceError if AWS refuses the reservation */
  limitOf(logicalId: string, reserved: number | undefined): ConcurrencyLimit {
    if (reserved === undefined) {
      return new ConcurrencyLimit(() => this.#unreserved, 'ConcurrentInvocationLimitExceeded');
    }
    if (this.#unreserved - reserved < minUnreserved) {
      throw new UnsupportedResourceError(
        logicalId,
        'ReservedConcurrentExecutions',
        `Lambda refuses reservations that leave fewer than ${minUnreserved} of the account's ${accountConcurrency} concurrent executions`,
      );
    }
    this.#unreserved -= reserved;
    return new ConcurrencyLimit(() => reserved, 'ReservedFunctionConcurrentInvocationLimitExceeded');
  }
}
