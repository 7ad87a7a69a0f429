import { invalid, type Measured, measured } from './measured.ts';

const PCM = 1;
const EXTENSIBLE = 0xfffe;
/** A writer that streams does not know the length yet and puts 0 or something near the largest number. */
const PLACEHOLDER_FROM = 0x7fff0000;

/** Sample rates that a header can plausibly have, in Hz. */
const MIN_RATE = 4_000;
const MAX_RATE = 384_000;

/** RIFF/WAVE with uncompressed samples. The header decides the sample rate. */
export function measureWav(bytes: Buffer): Measured {
  if (bytes.length < 12 || ascii(bytes, 0) !== 'RIFF' || ascii(bytes, 8) !== 'WAVE')
    return invalid('wrong_format');
  let found: ReturnType<typeof readFormat> | null = null;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = ascii(bytes, at);
    const size = bytes.readUInt32LE(at + 4);
    const start = at + 8;
    const available = bytes.length - start;
    if (id === 'fmt ') {
      if (size < 16 || available < 16) return invalid('truncated');
      const format = readFormat(bytes, start);
      if (!format.isUncompressed) return invalid('wrong_format');
      const { sampleRate } = format;
      if (sampleRate < MIN_RATE || sampleRate > MAX_RATE) return invalid('wrong_sample_rate');
      found = format;
    }
    if (id === 'data') {
      if (found === null) return invalid('wrong_format');
      const isPlaceholder = size === 0 || size >= PLACEHOLDER_FROM;
      if (!isPlaceholder && size > available) return invalid('truncated');
      const length = isPlaceholder ? available : size;
      return length === 0 ? invalid('empty') : measured(length / found.bytesPerSecond, found.sampleRate);
    }
    // Chunks are padded to an even length.
    at = start + size + (size % 2);
  }
  return invalid('truncated');
}

function readFormat(bytes: Buffer, at: number) {
  const format = bytes.readUInt16LE(at);
  const channels = bytes.readUInt16LE(at + 2);
  const sampleRate = bytes.readUInt32LE(at + 4);
  const bitsPerSample = bytes.readUInt16LE(at + 14);
  const isUncompressed =
    (format === PCM || format === EXTENSIBLE) &&
    channels >= 1 &&
    channels <= 2 &&
    [8, 16, 24, 32].includes(bitsPerSample) &&
    sampleRate > 0;
  return { isUncompressed, sampleRate, bytesPerSecond: (sampleRate * channels * bitsPerSample) / 8 };
}

function ascii(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + 4);
}
