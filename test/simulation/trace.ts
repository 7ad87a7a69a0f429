import { createHash } from 'node:crypto';

/** Hash of everything that happens in a schedule, in order. Two schedules with the same digest had the same history. */
export class Trace {
  readonly #lines: string[] = [];
  readonly #now: () => number;

  /** @param now milliseconds of the schedule's time */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(kind: string, ...values: readonly unknown[]): void {
    this.#lines.push(JSON.stringify([this.#now(), kind, ...values]));
  }

  /** Returns sixteen hexadecimal digits of the hash so far. */
  digest(): string {
    const text = this.#lines.map((line) => `${line}\n`).join('');
    return createHash('sha256').update(text).digest('hex').slice(0, 16);
  }
}
