import { describe, expect, it } from '@jest/globals';
import { decodeSamples } from '../../../../lambdas/shared/preview-analysis/decode-samples.ts';
import { decodeWav } from '../../../../lambdas/shared/preview-analysis/decode-wav.ts';
import { pcm16, wavOf } from './support/signals.ts';

const values = [0, 0.5, -0.5, -1];

/** Writes the values with a function of a buffer. */
function encoded(bytes: number, write: (buffer: Buffer, value: number, at: number) => void): Buffer {
  const buffer = Buffer.alloc(bytes * values.length);
  values.forEach((value, index) => {
    write(buffer, value, index * bytes);
  });
  return buffer;
}

const data = {
  8: encoded(1, (buffer, value, at) => buffer.writeUInt8(Math.min(255, 128 + value * 128), at)),
  16: encoded(2, (buffer, value, at) => buffer.writeInt16LE(value * 32_768, at)),
  24: encoded(3, (buffer, value, at) => buffer.writeIntLE(value * 8_388_608, at, 3)),
  32: encoded(4, (buffer, value, at) => buffer.writeInt32LE(value * 2_147_483_648, at)),
  float: encoded(4, (buffer, value, at) => buffer.writeFloatLE(value, at)),
  double: encoded(8, (buffer, value, at) => buffer.writeDoubleLE(value, at)),
};

describe('a WAV file', () => {
  it.each([
    ['8-bit integers', wavOf(data[8], { bits: 8 })],
    ['16-bit integers', wavOf(data[16])],
    ['24-bit integers', wavOf(data[24], { bits: 24 })],
    ['32-bit integers', wavOf(data[32], { bits: 32 })],
    ['32-bit floats', wavOf(data.float, { format: 3, bits: 32 })],
    ['64-bit floats', wavOf(data.double, { format: 3, bits: 64 })],
    ['an extensible header', wavOf(data[16], { format: 0xfffe, subformat: 1 })],
    ['an extensible header for floats', wavOf(data.float, { format: 0xfffe, subformat: 3, bits: 32 })],
    ['a size of 0 from a writer that streams', wavOf(data[16], { declaredBytes: 0 })],
    ['a size larger than the file', wavOf(data[16], { declaredBytes: 0xffff_ffff })],
  ])('with %s is decoded', (_case, wav) => {
    const audio = decodeWav(wav);
    expect(audio?.sampleRate).toBe(24_000);
    expect([...(audio?.channels[0] ?? [])].map((sample) => Math.round(sample * 100) / 100)).toEqual(values);
  });

  it('with two channels is decoded into both', () => {
    const audio = decodeWav(wavOf(data[16], { channels: 2 }));
    expect(audio?.channels.map((samples) => [...samples])).toEqual([
      [0, -0.5],
      [0.5, -1],
    ]);
  });

  it('with floats that are not finite is decoded into numbers that can be measured', () => {
    const strange = Buffer.alloc(16);
    [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38].forEach((value, index) => {
      strange.writeFloatLE(value, index * 4);
    });
    const audio = decodeWav(wavOf(strange, { format: 3, bits: 32 }));
    expect([...(audio?.channels[0] ?? [])]).toEqual([0, 1_000, -1_000, 1_000]);
  });

  it('drops an incomplete sample at its end', () => {
    expect(decodeWav(wavOf(data[16].subarray(0, 7), { declaredBytes: 7 }))?.channels[0]).toHaveLength(3);
  });

  it.each([
    ['no bytes', Buffer.alloc(0)],
    ['another format', Buffer.from('<html>not audio</html>')],
    ['only a header', wavOf(data[16]).subarray(0, 20)],
    [
      'samples before their format',
      Buffer.concat([wavOf(data[16]).subarray(0, 12), wavOf(data[16]).subarray(-16)]),
    ],
    ['A-law samples', wavOf(data[8], { format: 6, bits: 8 })],
    ['samples of 12 bits', wavOf(data[16], { bits: 12 })],
    ['no channels', wavOf(data[16], { channels: 0 })],
    ['six channels', wavOf(data[16], { channels: 6 })],
    ['a sample rate of 0', wavOf(data[16], { sampleRate: 0 })],
    ['an absurd sample rate', wavOf(data[16], { sampleRate: 1_000_000_000 })],
  ])('with %s is not decoded', (_case, wav) => {
    expect(decodeWav(wav)).toBeNull();
  });
});

describe('samples', () => {
  const layout = { encoding: 'integer', bitsPerSample: 16, channels: 1, sampleRate: 8_000 } as const;

  it('are decoded at an odd position in memory', () => {
    const shifted = Buffer.concat([Buffer.from([0]), pcm16(Float32Array.from(values))]).subarray(1);
    expect([...(decodeSamples(shifted, layout)?.channels[0] ?? [])]).toEqual([0, 0.5, -0.5, -1]);
  });

  it('longer than four minutes are not decoded', () => {
    expect(decodeSamples(Buffer.alloc(2 * 8_000 * 240), layout)).not.toBeNull();
    expect(decodeSamples(Buffer.alloc(2 * 8_000 * 240 + 2), layout)).toBeNull();
  });
});
