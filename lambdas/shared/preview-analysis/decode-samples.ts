import type { Audio } from './audio.ts';

export interface SampleLayout {
  readonly encoding: 'integer' | 'float';
  readonly bitsPerSample: number;
  readonly channels: number;
  /** Hz. */
  readonly sampleRate: number;
}

/** Reads the sample at a byte position, scaled to full scale 1. */
type ReadSample = (bytes: DataView, at: number) => number;

/** WAV stores integers of up to 8 bits without a sign. */
const readers: Readonly<Record<SampleLayout['encoding'], Readonly<Record<number, ReadSample>>>> = {
  integer: {
    8: (bytes, at) => (bytes.getUint8(at) - 128) / 128,
    16: (bytes, at) => bytes.getInt16(at, true) / 32_768,
    24: (bytes, at) => (bytes.getInt16(at + 1, true) * 256 + bytes.getUint8(at)) / 8_388_608,
    32: (bytes, at) => bytes.getInt32(at, true) / 2_147_483_648,
  },
  float: {
    32: (bytes, at) => finite(bytes.getFloat32(at, true)),
    64: (bytes, at) => finite(bytes.getFloat64(at, true)),
  },
};

/** Number of sample frames that are decoded at most. Bounds the time and memory of an analysis. */
const maxFrames = 12_000_000;
/** A longer preview is not analyzed. The longest preview text takes less time to speak. */
const maxSeconds = 240;

/**
 * Decodes interleaved little-endian samples. An incomplete frame at the end is dropped.
 *
 * @returns null for an unknown layout, and for audio that is too long to be analyzed
 */
export function decodeSamples(bytes: Uint8Array, layout: SampleLayout): Audio | null {
  const { channels, sampleRate, bitsPerSample, encoding } = layout;
  const read = readers[encoding][bitsPerSample];
  const isPlausible = (channels === 1 || channels === 2) && sampleRate >= 1_000 && sampleRate <= 384_000;
  if (read === undefined || !isPlausible) return null;
  const bytesPerSample = bitsPerSample / 8;
  const frames = Math.floor(bytes.byteLength / (bytesPerSample * channels));
  if (frames > Math.min(maxFrames, maxSeconds * sampleRate)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoded = Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    for (let frame = 0, at = channel * bytesPerSample; frame < frames; frame += 1) {
      samples[frame] = read(view, at);
      at += bytesPerSample * channels;
    }
    return samples;
  });
  return { sampleRate, channels: decoded };
}

/** Replaces a value that is not a number, or far outside of full scale, by one that later steps can calculate with. */
function finite(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(-1_000, Math.min(1_000, value));
}
