/** A buffer of bits. The first bit is the most significant bit of the first byte. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #free = 0;

  /** Appends the lowest `count` bits of a number. */
  write(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit -= 1) {
      if (this.#free === 0) {
        this.#bytes.push(0);
        this.#free = 8;
      }
      this.#free -= 1;
      const last = this.#bytes.length - 1;
      this.#bytes[last] = (this.#bytes[last] ?? 0) | (((value >> bit) & 1) << this.#free);
    }
  }

  get length(): number {
    return this.#bytes.length * 8 - this.#free;
  }

  bytes(): Buffer {
    return Buffer.from(this.#bytes);
  }
}
