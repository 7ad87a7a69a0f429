import { pcmBytes, wavBytes } from './wav.ts';

type Encoder = (samples: Float32Array, sampleRate: number) => Buffer;

/** What previews can be made in. No encoder for mp3 or opus comes with the project. */
const encoders = new Map<string, Encoder>([
  ['wav', wavBytes],
  ['pcm', pcmBytes],
]);

export function canMake(format: string): boolean {
  return encoders.has(format);
}

/** Samples between -1 and 1 as a file of the format. */
export function encode(samples: Float32Array, sampleRate: number, format: string): Buffer {
  const encoder = encoders.get(format);
  if (encoder === undefined) throw new Error(`no encoder for ${format}`);
  return encoder(samples, sampleRate);
}
