import { Timestamp } from '../core/timestamp.ts';

/**
 * The part of CBOR that AWS's protocol RPC v2 uses: numbers, strings, bytes, lists, maps, booleans, null and timestamps.
 * https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */

/** The bytes are not CBOR, or use a part of it that the protocol does not. */
export class InvalidCborError extends Error {
  override readonly name = 'InvalidCborError';
}

/** https://www.rfc-editor.org/rfc/rfc8949.html#name-major-types */
const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, list: 4, map: 5, tag: 6, simple: 7 } as const;
const epochTag = 1;
const indefinite = 31;
const breakByte = 0xff;

/** Encodes a value. Members that are undefined are left out. */
export function encodeCbor(value: unknown): Buffer {
  if (value === null || value === undefined) return Buffer.from([0xf6]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4]);
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([head(major.text, bytes.length), bytes]);
  }
  if (value instanceof Timestamp) {
    return Buffer.concat([head(major.tag, epochTag), encodeNumber(value.toJSON())]);
  }
  if (Array.isArray(value)) return Buffer.concat([head(major.list, value.length), ...value.map(encodeCbor)]);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Buffer.concat([
    head(major.map, members.length),
    ...members.flatMap(([name, member]) => [encodeCbor(name), encodeCbor(member)]),
  ]);
}

/** Decodes a value. A timestamp becomes a number of seconds. @throws InvalidCborError */
export function decodeCbor(bytes: Uint8Array): unknown {
  const reader = new Reader(Buffer.from(bytes));
  try {
    return reader.value();
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidCborError('The CBOR ends too early.');
    throw error;
  }
}

function encodeNumber(value: number): Buffer {
  if (Number.isSafeInteger(value)) {
    return value < 0 ? head(major.negative, -1 - value) : head(major.unsigned, value);
  }
  const bytes = Buffer.alloc(9);
  bytes[0] = 0xfb;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function head(type: number, argument: number): Buffer {
  const first = type << 5;
  if (argument < 24) return Buffer.from([first | argument]);
  const bytes = Buffer.alloc(9);
  bytes[0] = first | 27;
  bytes.writeBigUInt64BE(BigInt(argument), 1);
  return bytes;
}

class Reader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** @throws InvalidCborError, RangeError */
  value(): unknown {
    const first = this.#bytes.readUInt8(this.#offset++);
    const info = first & 31;
    switch (first >> 5) {
      case major.unsigned:
        return this.#argument(info);
      case major.negative:
        return -1 - this.#argument(info);
      case major.bytes:
        return this.#string(major.bytes, info);
      case major.text:
        return this.#string(major.text, info).toString('utf8');
      case major.list:
        return this.#items(info, () => this.value());
      case major.map:
        return Object.fromEntries(this.#items(info, () => [String(this.value()), this.value()] as const));
      case major.tag:
        this.#argument(info);
        return this.value();
      default:
        return this.#simple(info);
    }
  }

  #argument(info: number): number {
    if (info < 24) return info;
    const size = 1 << (info - 24);
    if (size > 8) throw new InvalidCborError(`The CBOR has an unknown length ${info}.`);
    this.#offset += size;
    const at = this.#offset - size;
    return size === 8 ? Number(this.#bytes.readBigUInt64BE(at)) : this.#bytes.readUIntBE(at, size);
  }

  #string(type: number, info: number): Buffer {
    if (info !== indefinite) {
      const length = this.#argument(info);
      this.#offset += length;
      if (this.#offset > this.#bytes.length) throw new RangeError();
      return this.#bytes.subarray(this.#offset - length, this.#offset);
    }
    const parts = this.#until(() => this.#string(type, this.#bytes.readUInt8(this.#offset++) & 31));
    return Buffer.concat(parts);
  }

  #items<Item>(info: number, read: () => Item): Item[] {
    if (info === indefinite) return this.#until(read);
    return Array.from({ length: this.#argument(info) }, read);
  }

  #until<Item>(read: () => Item): Item[] {
    const items: Item[] = [];
    while (this.#bytes.readUInt8(this.#offset) !== breakByte) items.push(read());
    this.#offset += 1;
    return items;
  }

  #simple(info: number): unknown {
    switch (info) {
      case 20:
      case 21:
        return info === 21;
      case 22:
        return null;
      case 23:
        return undefined;
      case 26:
        this.#offset += 4;
        return this.#bytes.readFloatBE(this.#offset - 4);
      case 27:
        this.#offset += 8;
        return this.#bytes.readDoubleBE(this.#offset - 8);
      default:
        throw new InvalidCborError(`The CBOR has an unknown simple value ${info}.`);
    }
  }
}
