import { oggOpusBytes } from './ogg-opus.ts';
import { pcmBytes, wavBytes } from './wav.ts';

type Encoder = (samples: Float32Array, sampleRate: number) => Buffer | Promise<Buffer>;

/** What previews can be made in. Encoders for mp3 are not to be had under a permissive licence. */
const encoders = new Map<string, Encoder>([
  ['wav', wavBytes],
  ['pcm', pcmBytes],
  ['opus', oggOpusBytes],
]);

export function canMake(format: string): boolean {
  return encoders.has(format);
}

/** Samples between -1 and 1 as a file of the format. */
export async function encode(samples: Float32Array, sampleRate: number, format: string): Promise<Buffer> {
  const encoder = encoders.get(format);
  if (encoder === undefined) throw new Error(`no encoder for ${format}`);
  return encoder(samples, sampleRate);
}
