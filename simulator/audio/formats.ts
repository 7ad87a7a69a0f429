import { mp3Bytes } from './mp3/mp3.ts';
import { oggOpusBytes } from './ogg-opus.ts';
import { pcmBytes, wavBytes } from './wav.ts';

type Encoder = (samples: Float32Array, sampleRate: number) => Buffer | Promise<Buffer>;

/** What previews are made in: every documented format. */
const encoders = new Map<string, Encoder>([
  ['wav', wavBytes],
  ['pcm', pcmBytes],
  ['mp3', mp3Bytes],
  ['opus', oggOpusBytes],
]);

/** Samples between -1 and 1 as a file of the format. */
export async function encode(samples: Float32Array, sampleRate: number, format: string): Promise<Buffer> {
  const encoder = encoders.get(format);
  if (encoder === undefined) throw new Error(`no encoder for ${format}`);
  return encoder(samples, sampleRate);
}
