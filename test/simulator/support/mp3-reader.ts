/** Decodes MPEG layer III up to the spectrum. Supports only streams with Huffman tables 5 (pairs) and B (quadruples). */

export interface Granule {
  /** 576 spectral lines, where 1 is full scale. */
  readonly lines: Float64Array;
  readonly bits: number;
}

export interface Frame {
  readonly bytes: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly granules: readonly Granule[];
}

/** Huffman table 5 in the format of the standard: x, y, code. */
const pairs = new Map(
  `0 0 1|0 1 010|0 2 000110|0 3 0000101|1 0 011|1 1 001|1 2 000100|1 3 0000100|
   2 0 000111|2 1 000101|2 2 0000111|2 3 00000001|3 0 0000110|3 1 000001|3 2 0000001|3 3 00000000`
    .split('|')
    .map((entry) => entry.trim().split(' '))
    .map(([x, y, code]) => [code, [Number(x), Number(y)]]),
);

class Bits {
  at: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  read(count: number): number {
    let value = 0;
    for (let n = 0; n < count; n += 1, this.at += 1) {
      value = value * 2 + (((this.#bytes[this.at >> 3] ?? 0) >> (7 - (this.at & 7))) & 1);
    }
    return value;
  }

  pair(): readonly number[] {
    for (let code = `${this.read(1)}`; code.length <= 8; code += this.read(1)) {
      const found = pairs.get(code);
      if (found !== undefined) return found;
    }
    throw new Error('invalid Huffman code');
  }

  signed(value: number): number {
    return value !== 0 && this.read(1) === 1 ? -value : value;
  }
}

const rates = { 3: [44_100, 48_000, 32_000], 2: [22_050, 24_000, 16_000], 0: [11_025, 12_000, 8_000] };
const kilobits = {
  mpeg1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  mpeg2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};

export function readMp3(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; at += frames.at(-1)?.bytes ?? bytes.length) {
    frames.push(readFrame(bytes, at));
  }
  return frames;
}

function readFrame(bytes: Buffer, start: number): Frame {
  const bits = new Bits(bytes, start * 8);
  if (bits.read(11) !== 0x7ff) throw new Error(`no frame header at byte ${start}`);
  const version = bits.read(2);
  if ((version !== 0 && version !== 2 && version !== 3) || bits.read(3) !== 0b011)
    throw new Error('not layer III');
  const isMpeg1 = version === 3;
  const bitRate = (isMpeg1 ? kilobits.mpeg1 : kilobits.mpeg2)[bits.read(4)] ?? 0;
  const sampleRate = rates[version][bits.read(2)] ?? 0;
  const padding = bits.read(1);
  bits.read(1);
  const channels = bits.read(2) === 3 ? 1 : 2;
  bits.read(6);
  if (bits.read(isMpeg1 ? 9 : 8) !== 0) throw new Error('the data starts in another frame');
  bits.read(isMpeg1 ? 9 : 1);
  const sides = Array.from({ length: isMpeg1 ? 2 : 1 }, () => readSideInformation(bits, isMpeg1));
  const granules = sides.map((side) => readGranule(bits, side));
  const size = Math.floor(((isMpeg1 ? 144 : 72) * bitRate * 1_000) / sampleRate) + padding;
  if (bits.at > (start + size) * 8) throw new Error('the data exceeds the frame');
  return { bytes: size, sampleRate, channels, granules };
}

interface SideInformation {
  readonly bits: number;
  readonly bigPairs: number;
  readonly gain: number;
}

function readSideInformation(bits: Bits, isMpeg1: boolean): SideInformation {
  const side = { bits: bits.read(12), bigPairs: bits.read(9), gain: bits.read(8) };
  const scale = bits.read(isMpeg1 ? 4 : 9);
  const isShort = bits.read(1);
  const tables = [bits.read(5), bits.read(5), bits.read(5)];
  bits.read(isMpeg1 ? 9 : 8);
  const isTableB = bits.read(1);
  if (scale !== 0 || isShort !== 0 || isTableB !== 1 || tables.join() !== '5,5,5')
    throw new Error('unsupported side information');
  return side;
}

function readGranule(bits: Bits, side: SideInformation): Granule {
  const end = bits.at + side.bits;
  const values: number[] = [];
  while (values.length < 2 * side.bigPairs) for (const value of bits.pair()) values.push(bits.signed(value));
  while (bits.at < end) {
    const code = bits.read(4);
    for (const bit of [8, 4, 2, 1]) values.push(bits.signed(code & bit ? 0 : 1));
  }
  if (bits.at !== end || values.length > 576) throw new Error('the granule exceeds its declared length');
  const step = 2 ** ((side.gain - 210) / 4);
  const lines = Float64Array.from({ length: 576 }, (_, n) => {
    const value = values[n] ?? 0;
    return Math.sign(value) * Math.abs(value) ** (4 / 3) * step;
  });
  return { lines, bits: side.bits };
}
