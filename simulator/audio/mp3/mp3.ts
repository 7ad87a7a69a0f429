import { BitWriter } from './bits.ts';
import { type Granule, granuleOf } from './granule.ts';
import { granuleSize, spectraOf } from './spectrum.ts';

/** How a sample rate is written down, and what room its frames have. */
interface Layout {
  /** MPEG-1 and its halved and quartered rates, two bits. */
  readonly version: 0 | 2 | 3;
  readonly rateIndex: number;
  readonly bitRateIndex: number;
  readonly frameBytes: number;
}

/** 32, 48, 64 and 96 kbit/s: whole frames without padding. */
const layouts: Readonly<Record<number, Layout>> = {
  8000: { version: 0, rateIndex: 2, bitRateIndex: 4, frameBytes: 288 },
  16000: { version: 2, rateIndex: 2, bitRateIndex: 6, frameBytes: 216 },
  24000: { version: 2, rateIndex: 1, bitRateIndex: 8, frameBytes: 192 },
  48000: { version: 3, rateIndex: 1, bitRateIndex: 7, frameBytes: 288 },
};

const headerBytes = 4;

/**
 * MPEG audio layer III, mono, at a constant rate, each frame for itself: long blocks only, no scale factors, one code
 * table. A player's idea of correct, not a listener's of good.
 * @param sampleRate 8000, 16000, 24000 or 48000
 */
export function mp3Bytes(samples: Float32Array, sampleRate: number): Buffer {
  const layout = layouts[sampleRate];
  if (layout === undefined) throw new RangeError(`no mp3 at ${sampleRate} Hz here`);
  const isFull = layout.version === 3;
  const granulesPerFrame = isFull ? 2 : 1;
  const sideBytes = isFull ? 17 : 9;
  const room = Math.floor(((layout.frameBytes - headerBytes - sideBytes) * 8) / granulesPerFrame);
  const granules = spectraOf(samples).map((spectrum) => granuleOf(spectrum, room));
  if (granules.length % granulesPerFrame === 1) granules.push(granuleOf(new Float64Array(granuleSize), room));
  const frames: Buffer[] = [];
  for (let at = 0; at < granules.length; at += granulesPerFrame) {
    frames.push(frameOf(granules.slice(at, at + granulesPerFrame), layout));
  }
  return Buffer.concat(frames);
}

function frameOf(granules: readonly Granule[], layout: Layout): Buffer {
  const isFull = layout.version === 3;
  const bits = new BitWriter();
  bits.write(0x7ff, 11);
  bits.write(layout.version, 2);
  bits.write(0b01_1, 3); // layer III, no checksum
  bits.write(layout.bitRateIndex, 4);
  bits.write(layout.rateIndex, 2);
  bits.write(0, 2); // no padding, not private
  bits.write(0b11_00_0_1_00, 8); // mono, an original, no emphasis
  // Where the data begins (here), private bits, and for MPEG-1 no sharing of scale factors.
  bits.write(0, isFull ? 18 : 9);
  for (const granule of granules) writeSide(bits, granule, isFull);
  for (const { bits: data } of granules) {
    const bytes = data.bytes();
    for (let at = 0; at < data.length; at += 8) {
      const count = Math.min(8, data.length - at);
      bits.write((bytes[at / 8] ?? 0) >> (8 - count), count);
    }
  }
  const frame = Buffer.alloc(layout.frameBytes);
  bits.bytes().copy(frame);
  return frame;
}

function writeSide(bits: BitWriter, granule: Granule, isFull: boolean): void {
  bits.write(granule.bits.length, 12);
  bits.write(granule.bigPairs, 9);
  bits.write(granule.gain, 8);
  bits.write(0, isFull ? 4 : 9); // no scale factors
  bits.write(0, 1); // one long block
  for (let region = 0; region < 3; region += 1) bits.write(5, 5); // table 5 in all three regions
  bits.write(0, 4 + 3); // where the regions end: all the same
  bits.write(0, isFull ? 2 : 1); // no emphasis of high lines; scale of scale factors
  bits.write(1, 1); // table B
}
