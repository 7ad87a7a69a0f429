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
  return new Reader(Buffer.from(bytes)).value();
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

  /** @throws InvalidCborError */
  value(): unknown {
    const first = this.#take(1).readUInt8();
    const info = first & 31;
    switch (first >> 5) {
      case major.unsigned:
        return this.#argument(info);
      case major.negative:
        return -1 - this.#argument(info);
      case major.bytes:
        return this.#string(info);
      case major.text:
        return this.#string(info).toString('utf8');
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

  #take(length: number): Buffer {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new InvalidCborError('The CBOR ends too early.');
    const part = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return part;
  }

  #argument(info: number): number {
    if (info < 24) return info;
    const size = 1 << (info - 24);
    if (size > 8) throw new InvalidCborError(`The CBOR has an unknown length ${info}.`);
    const part = this.#take(size);
    return size === 8 ? Number(part.readBigUInt64BE()) : part.readUIntBE(0, size);
  }

  #string(info: number): Buffer {
    if (info !== indefinite) return this.#take(this.#argument(info));
    return Buffer.concat(this.#untilBreak(() => this.#string(this.#take(1).readUInt8() & 31)));
  }

  #items<Item>(info: number, read: () => Item): Item[] {
    if (info === indefinite) return this.#untilBreak(read);
    const length = this.#argument(info);
    // Each item takes a byte at least.
    if (length > this.#bytes.length) throw new InvalidCborError('The CBOR ends too early.');
    return Array.from({ length }, read);
  }

  #untilBreak<Item>(read: () => Item): Item[] {
    const items: Item[] = [];
    while (this.#take(1).readUInt8() !== breakByte) {
      this.#offset -= 1;
      items.push(read());
    }
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
        return this.#take(4).readFloatBE();
      case 27:
        return this.#take(8).readDoubleBE();
      default:
        throw new InvalidCborError(`The CBOR has an unknown simple value ${info}.`);
    }
  }
}
