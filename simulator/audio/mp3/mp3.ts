import { BitWriter } from './bits.ts';
import { type Granule, granuleOf } from './granule.ts';
import { granuleSize, spectraOf } from './spectrum.ts';

/** Header fields and frame size of a sample rate. */
interface Layout {
  /** 3 for MPEG-1, 2 for MPEG-2 (half the rates), 0 for MPEG-2.5 (a quarter of the rates). */
  readonly version: 0 | 2 | 3;
  readonly rateIndex: number;
  readonly bitRateIndex: number;
  readonly frameBytes: number;
}

/** The bit rates are 32, 48, 64 and 96 kbit/s. With them, frames need no padding. */
const layouts: Readonly<Record<number, Layout>> = {
  8000: { version: 0, rateIndex: 2, bitRateIndex: 4, frameBytes: 288 },
  16000: { version: 2, rateIndex: 2, bitRateIndex: 6, frameBytes: 216 },
  24000: { version: 2, rateIndex: 1, bitRateIndex: 8, frameBytes: 192 },
  48000: { version: 3, rateIndex: 1, bitRateIndex: 7, frameBytes: 288 },
};

const headerBytes = 4;

/**
 * Encodes samples as mono MPEG audio layer III with a constant bit rate. The encoder is minimal (no bit reservoir, long
 * blocks only, no scale factors, one Huffman table): every player accepts its output, but the quality is low.
 * @param sampleRate 8000, 16000, 24000 or 48000
 */
export function mp3Bytes(samples: Float32Array, sampleRate: number): Buffer {
  const layout = layouts[sampleRate];
  if (layout === undefined) throw new RangeError(`unsupported sample rate for MP3: ${sampleRate}`);
  const isMpeg1 = layout.version === 3;
  const granulesPerFrame = isMpeg1 ? 2 : 1;
  const sideBytes = isMpeg1 ? 17 : 9;
  const maxBits = Math.floor(((layout.frameBytes - headerBytes - sideBytes) * 8) / granulesPerFrame);
  const granules = spectraOf(samples).map((spectrum) => granuleOf(spectrum, maxBits));
  if (granules.length % granulesPerFrame === 1)
    granules.push(granuleOf(new Float64Array(granuleSize), maxBits));
  const frames: Buffer[] = [];
  for (let at = 0; at < granules.length; at += granulesPerFrame) {
    frames.push(frameOf(granules.slice(at, at + granulesPerFrame), layout));
  }
  return Buffer.concat(frames);
}

function frameOf(granules: readonly Granule[], layout: Layout): Buffer {
  const isMpeg1 = layout.version === 3;
  const bits = new BitWriter();
  bits.write(0x7ff, 11);
  bits.write(layout.version, 2);
  bits.write(0b01_1, 3); // layer III, no checksum
  bits.write(layout.bitRateIndex, 4);
  bits.write(layout.rateIndex, 2);
  bits.write(0, 2); // no padding, not private
  bits.write(0b11_00_0_1_00, 8); // mono, an original, no emphasis
  // Start of the main data (this frame), private bits, and for MPEG-1 the sharing of scale factors (none).
  bits.write(0, isMpeg1 ? 18 : 9);
  for (const granule of granules) writeSideInformation(bits, granule, isMpeg1);
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

function writeSideInformation(bits: BitWriter, granule: Granule, isMpeg1: boolean): void {
  bits.write(granule.bits.length, 12);
  bits.write(granule.bigPairs, 9);
  bits.write(granule.gain, 8);
  bits.write(0, isMpeg1 ? 4 : 9); // no scale factors
  bits.write(0, 1); // one long block
  for (let region = 0; region < 3; region += 1) bits.write(5, 5); // table 5 in all three regions
  bits.write(0, 4 + 3); // ends of the regions; irrelevant, since all use the same table
  bits.write(0, isMpeg1 ? 2 : 1); // no preemphasis (MPEG-1 only), scale of the scale factors
  bits.write(1, 1); // table B
}
