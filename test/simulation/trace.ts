import { createHash } from 'node:crypto';

/** Hash of everything that happens in a schedule, in order. Two schedules with the same digest had the same history. */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #now: () => number;

  /** @param now milliseconds of the schedule's time */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(kind: string, ...values: readonly unknown[]): void {
    this.#hash.update(`${JSON.stringify([this.#now(), kind, ...values])}\n`);
  }

  /** Returns sixteen hexadecimal digits of the hash so far. */
  digest(): string {
    return this.#hash.copy().digest('hex').slice(0, 16);
  }
}
