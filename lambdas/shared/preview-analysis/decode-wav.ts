import type { Audio } from './audio.ts';
import { decodeSamples, type SampleLayout } from './decode-samples.ts';

const pcm = 1;
const ieeeFloat = 3;
const extensible = 0xfffe;
/** Offset of the format code in the subformat of an extensible header. */
const subformatOffset = 24;

/** Decodes a RIFF/WAVE file with uncompressed samples. Returns null for anything else, and for a file without samples. */
export function decodeWav(bytes: Uint8Array): Audio | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || ascii(bytes, 0) !== 'RIFF' || ascii(bytes, 8) !== 'WAVE') return null;
  let layout: SampleLayout | null = null;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = ascii(bytes, at);
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    // A file whose writer streamed it has a size of 0, or one that is larger than the file.
    const end = id === 'data' && size === 0 ? bytes.length : Math.min(bytes.length, start + size);
    if (id === 'fmt ') layout = readLayout(new DataView(bytes.buffer, bytes.byteOffset + start, end - start));
    if (id === 'data') return layout && decodeSamples(bytes.subarray(start, end), layout);
    // Chunks are padded to an even length.
    at = start + size + (size % 2);
  }
  return null;
}

function readLayout(chunk: DataView): SampleLayout | null {
  if (chunk.byteLength < 16) return null;
  const code = chunk.getUint16(0, true);
  const isExtended = code === extensible && chunk.byteLength >= subformatOffset + 2;
  const format = isExtended ? chunk.getUint16(subformatOffset, true) : code;
  if (format !== pcm && format !== ieeeFloat && format !== extensible) return null;
  return {
    encoding: format === ieeeFloat ? 'float' : 'integer',
    channels: chunk.getUint16(2, true),
    sampleRate: chunk.getUint32(4, true),
    bitsPerSample: chunk.getUint16(14, true),
  };
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
