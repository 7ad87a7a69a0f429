import type { Audio } from '../../../../../lambdas/shared/preview-analysis/audio.ts';

/** A section of a sine: its level in dB relative to full scale and its duration. */
export interface SineSection {
  readonly level: number;
  readonly seconds: number;
}

/** Returns a sine of 1 kHz whose level changes between sections. */
export function sine(sections: readonly SineSection[], sampleRate = 48_000, hz = 1_000): Float32Array {
  const lengths = sections.map(({ seconds }) => Math.round(seconds * sampleRate));
  const samples = new Float32Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  sections.forEach(({ level }, index) => {
    const amplitude = 10 ** (level / 20);
    const end = at + (lengths[index] ?? 0);
    for (; at < end; at += 1) samples[at] = amplitude * Math.sin((2 * Math.PI * hz * at) / sampleRate);
  });
  return samples;
}

/** Returns audio with the same samples in both channels. */
export function stereo(samples: Float32Array, sampleRate = 48_000): Audio {
  return { sampleRate, channels: [samples, samples] };
}

export interface WavLayout {
  readonly format?: number;
  readonly subformat?: number;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly bits?: number;
  /** The size that the header declares for the samples, if it is not their size. */
  readonly declaredBytes?: number;
}

/** Returns a WAV file with these bytes as samples. */
export function wavOf(data: Uint8Array, layout: WavLayout = {}): Buffer {
  const { format = 1, subformat, channels = 1, sampleRate = 24_000, bits = 16 } = layout;
  const fmt = Buffer.alloc(subformat === undefined ? 16 : 40);
  fmt.writeUInt16LE(format, 0);
  fmt.writeUInt16LE(channels, 2);
  fmt.writeUInt32LE(sampleRate, 4);
  fmt.writeUInt32LE((sampleRate * channels * bits) / 8, 8);
  fmt.writeUInt16LE((channels * bits) / 8, 12);
  fmt.writeUInt16LE(bits, 14);
  if (subformat !== undefined) fmt.writeUInt16LE(subformat, 24);
  return Buffer.concat([
    Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'),
    chunk('fmt ', fmt),
    chunk('LIST', Buffer.from('odd')),
    chunk('data', data, layout.declaredBytes),
  ]);
}

function chunk(id: string, data: Uint8Array, declaredBytes = data.length): Buffer {
  const header = Buffer.alloc(8);
  header.write(id, 'latin1');
  header.writeUInt32LE(declaredBytes, 4);
  return Buffer.concat([header, data, Buffer.alloc(data.length % 2)]);
}

/** Encodes samples between -1 and 1 as 16-bit little-endian integers. */
export function pcm16(samples: Float32Array): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, at) => {
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))), at * 2);
  });
  return bytes;
}
