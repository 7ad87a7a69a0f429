/** The properties of a WAV file. */
export interface Wav {
  readonly sampleRate: number;
  readonly seconds: number;
  /** The highest absolute sample value, 0 to 1. */
  readonly peak: number;
}

/** The file is not a 16-bit mono PCM WAV file. */
export class NotWavError extends Error {
  override readonly name = 'NotWavError';
}

/** Reads the header of a 16-bit mono WAV file and measures its samples. @throws NotWavError */
export function readWav(bytes: Buffer): Wav {
  const tag = (offset: number) => bytes.toString('latin1', offset, offset + 4);
  if (bytes.length < 44 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE')
    throw new NotWavError('no RIFF/WAVE header');
  if (bytes.readUInt32LE(4) !== bytes.length - 8) throw new NotWavError('the length in the header is wrong');
  let format: number | undefined;
  for (let at = 12; at + 8 <= bytes.length; at += 8 + bytes.readUInt32LE(at + 4)) {
    if (tag(at) === 'fmt ') format = at + 8;
    if (tag(at) !== 'data' || format === undefined) continue;
    if (
      bytes.readUInt16LE(format) !== 1 ||
      bytes.readUInt16LE(format + 2) !== 1 ||
      bytes.readUInt16LE(format + 14) !== 16
    ) {
      throw new NotWavError('not 16-bit mono PCM');
    }
    const sampleRate = bytes.readUInt32LE(format + 4);
    const samples = bytes.subarray(at + 8, at + 8 + bytes.readUInt32LE(at + 4));
    let peak = 0;
    for (let i = 0; i + 1 < samples.length; i += 2) peak = Math.max(peak, Math.abs(samples.readInt16LE(i)));
    return { sampleRate, seconds: samples.length / 2 / sampleRate, peak: peak / 32_768 };
  }
  throw new NotWavError('no data chunk');
}
