import { mp3Bytes } from './mp3/mp3.ts';
import { oggOpusBytes } from './ogg-opus.ts';
import { pcmBytes, wavBytes } from './wav.ts';

type Encoder = (samples: Float32Array, sampleRate: number) => Buffer | Promise<Buffer>;

/** Encoders of every documented preview format. */
const encoders = new Map<string, Encoder>([
  ['wav', wavBytes],
  ['pcm', pcmBytes],
  ['mp3', mp3Bytes],
  ['opus', oggOpusBytes],
]);

/** Encodes samples between -1 and 1. */
export async function encode(samples: Float32Array, sampleRate: number, format: string): Promise<Buffer> {
  const encoder = encoders.get(format);
  if (encoder === undefined) throw new Error(`unsupported audio format ${format}`);
  return encoder(samples, sampleRate);
}
