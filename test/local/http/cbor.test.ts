import { describe, expect, it } from '@jest/globals';
import { Timestamp } from '../../../local/core/timestamp.ts';
import { decodeCbor, encodeCbor, InvalidCborError } from '../../../local/http/cbor.ts';
import fc from '../../support/fast-check.ts';

/** Examples of https://www.rfc-editor.org/rfc/rfc8949.html#name-examples-of-encoded-cbor-da */
const examples: readonly (readonly [string, unknown])[] = [
  ['00', 0],
  ['17', 23],
  ['1818', 24],
  ['1903e8', 1_000],
  ['1a000f4240', 1_000_000],
  ['1b000000e8d4a51000', 1_000_000_000_000],
  ['20', -1],
  ['3903e7', -1_000],
  ['fb3ff199999999999a', 1.1],
  ['fa47c35000', 100_000],
  ['f4', false],
  ['f5', true],
  ['f6', null],
  ['c11a514b67b0', 1_363_896_240],
  ['6161', 'a'],
  ['62c3bc', 'ü'],
  ['83010203', [1, 2, 3]],
  ['a26161016162820203', { a: 1, b: [2, 3] }],
  ['7f657374726561646d696e67ff', 'streaming'],
  ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
  ['bf61610161629f0203ffff', { a: 1, b: [2, 3] }],
];

describe('CBOR', () => {
  it.each(examples)('decodes %s', (hex, value) => {
    expect(decodeCbor(Buffer.from(hex, 'hex'))).toEqual(value);
  });

  it('decodes what it encodes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(decodeCbor(encodeCbor(plain))).toEqual(plain);
      }),
    );
  });

  it('encodes a timestamp with its tag, and leaves undefined members out', () => {
    const encoded = encodeCbor({ at: new Timestamp(1_363_896_240_000), none: undefined });
    expect(encoded.toString('hex')).toBe('a1626174c11b00000000514b67b0');
  });

  it.each(['', '19', '636161', '9f01', '9b00ffffffffffffff', 'f8ff', '1c'])('refuses %s', (hex) => {
    expect(() => decodeCbor(Buffer.from(hex, 'hex'))).toThrow(InvalidCborError);
  });
});
