import { invalid, type Measured, measured } from './measured.ts';

/** MPEG version by its two bits; 1 is reserved. */
const VERSIONS = ['2.5', null, '2', '1'] as const;
const SAMPLE_RATES = {
  '1': [44_100, 48_000, 32_000],
  '2': [22_050, 24_000, 16_000],
  '2.5': [11_025, 12_000, 8_000],
} as const;
/** Layer III bit rates in kbit/s; index 0 (free) and 15 (bad) are not accepted. */
const BIT_RATES_V1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BIT_RATES_V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** MPEG audio layer III: walks from frame to frame, so that the length is counted, not guessed. */
export function measureMp3(bytes: Buffer): Measured {
  let at = endOfId3(bytes);
  let frames = 0;
  let seconds = 0;
  let sampleRate = 0;
  for (;;) {
    const frame = readFrame(bytes, at);
    if (frame === null) break;
    if (frames > 0 && frame.sampleRate !== sampleRate) return invalid('wrong_sample_rate');
    sampleRate = frame.sampleRate;
    if (at + frame.bytes > bytes.length) {
      return frames === 0 ? invalid('truncated') : measured(seconds, sampleRate);
    }
    frames += 1;
    seconds += frame.samples / frame.sampleRate;
    at += frame.bytes;
  }
  if (frames === 0) return invalid(bytes.length <= at ? 'truncated' : 'wrong_format');
  // Only a tag may follow the last frame. Anything else means that the sync pattern was a coincidence.
  const isEnd = at >= bytes.length || bytes.toString('latin1', at, at + 3) === 'TAG' || isZero(bytes, at);
  return isEnd || frames >= 2 ? measured(seconds, sampleRate) : invalid('wrong_format');
}

function endOfId3(bytes: Buffer): number {
  if (bytes.length < 10 || bytes.toString('latin1', 0, 3) !== 'ID3') return 0;
  let size = 0;
  for (const byte of bytes.subarray(6, 10)) size = size * 128 + (byte & 0x7f);
  return 10 + size;
}

function readFrame(bytes: Buffer, at: number): { bytes: number; samples: number; sampleRate: number } | null {
  if (at + 4 > bytes.length) return null;
  const header = bytes.readUInt32BE(at);
  if (header >>> 21 !== 0x7ff) return null;
  const version = VERSIONS[(header >>> 19) & 3];
  const isLayer3 = ((header >>> 17) & 3) === 1;
  if (version === null || version === undefined || !isLayer3) return null;
  const rates = version === '1' ? BIT_RATES_V1 : BIT_RATES_V2;
  const bitRate = (rates[(header >>> 12) & 15] ?? 0) * 1_000;
  const sampleRate = SAMPLE_RATES[version][(header >>> 10) & 3];
  if (bitRate === 0 || sampleRate === undefined) return null;
  const padding = (header >>> 9) & 1;
  const samples = version === '1' ? 1_152 : 576;
  return { bytes: Math.floor((samples / 8) * (bitRate / sampleRate)) + padding, samples, sampleRate };
}

function isZero(bytes: Buffer, from: number): boolean {
  return bytes.subarray(from).every((byte) => byte === 0);
}
