/** Random numbers of a schedule. The same seed gives the same schedule. */
export class Random {
  #state: number;

  constructor(seed: number) {
    // Neighbouring seeds must give unrelated numbers.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
    for (let index = 0; index < 4; index += 1) this.next();
  }

  /** Returns a number in [0, 1), by Mulberry32. */
  next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  between(min: number, max: number): number {
    return min + this.next() * (max - min);
  }

  /** Returns an integer from 0 to below the bound. */
  integer = (bound: number): number => Math.floor(this.next() * bound);

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.integer(items.length)] ?? items[0];
  }

  /** Returns lower-case hexadecimal digits. */
  hex(length: number): string {
    return Array.from({ length }, () => this.integer(16).toString(16)).join('');
  }
}
