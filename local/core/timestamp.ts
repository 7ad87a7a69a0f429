/** A time in the output of an operation. AWS's JSON protocols and CBOR have seconds since 1970. */
export class Timestamp {
  readonly #milliseconds: number;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  toJSON(): number {
    return this.#milliseconds / 1000;
  }
}
