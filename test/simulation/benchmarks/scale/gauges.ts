/** A figure over time. */
export interface Gauge {
  /** Everything that was counted, or the seconds of everything that existed. */
  readonly total: number;
  /** The largest count of one second, or the largest number at one time. */
  readonly peak: number;
}

/** Counts by the second of the clock. */
export class PerSecond implements Gauge {
  readonly #counts = new Map<number, number>();
  #total = 0;

  /** @param at epoch milliseconds */
  add(at: number, count = 1): void {
    const second = Math.floor(at / 1_000);
    this.#counts.set(second, (this.#counts.get(second) ?? 0) + count);
    this.#total += count;
  }

  get total(): number {
    return this.#total;
  }

  get peak(): number {
    return Math.max(0, ...this.#counts.values());
  }
}

/** A number of things that exist at the same time. */
export class Level implements Gauge {
  #current = 0;
  #peak = 0;
  #total = 0;
  #changedAt = 0;

  /** @param at epoch milliseconds */
  add(at: number, change: number): void {
    this.set(at, this.#current + change);
  }

  set(at: number, value: number): void {
    this.#total += (this.#current * (at - this.#changedAt)) / 1_000;
    this.#changedAt = at;
    this.#current = value;
    this.#peak = Math.max(this.#peak, value);
  }

  get current(): number {
    return this.#current;
  }

  get total(): number {
    return this.#total;
  }

  get peak(): number {
    return this.#peak;
  }
}
