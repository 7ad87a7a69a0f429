import type { Measured, PreviewFault } from './audio/measured.ts';
import { measureMp3 } from './audio/mp3.ts';
import { measureOpus } from './audio/ogg-opus.ts';
import { measurePcm } from './audio/pcm.ts';
import { measureWav } from './audio/wav.ts';
import { RESPONSE_FORMATS, type ResponseFormat } from './vocabulary.ts';

export type { PreviewFault } from './audio/measured.ts';

/** Four minutes at 24 kHz are about 11 MiB of WAV. The provider documents no limit. */
export const MAX_PREVIEW_BYTES = 20 * 1024 * 1024;

export type Preview =
  | {
      readonly kind: 'valid';
      readonly bytes: Buffer;
      readonly responseFormat: ResponseFormat;
      readonly mediaType: string;
      /** Hz. */
      readonly sampleRate: number;
      /** Null if the format does not contain it. */
      readonly durationSeconds: number | null;
    }
  | { readonly kind: 'invalid'; readonly reason: PreviewFault };

export interface ClaimedPreview {
  /** Base64 without a `data:` prefix. */
  readonly data: string | undefined;
  readonly responseFormat: string;
  readonly sampleRate: number;
}

const MEDIA_TYPES: Readonly<Record<ResponseFormat, string>> = {
  pcm: 'audio/pcm',
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
};

const MEASURES: Readonly<Record<ResponseFormat, (bytes: Buffer, sampleRate: number) => Measured>> = {
  pcm: measurePcm,
  wav: measureWav,
  mp3: measureMp3,
  opus: measureOpus,
};

/**
 * Decodes a preview strictly and checks it against its declared format. Audio with another sample rate than the declared one
 * is valid, because the provider returns it only once. It never throws, because a broken preview must not lose a voice.
 */
export function decodePreview(claimed: ClaimedPreview): Preview {
  const { data } = claimed;
  const responseFormat = RESPONSE_FORMATS.find((format) => format === claimed.responseFormat);
  if (data === undefined) return invalid('missing');
  if (data === '') return invalid('empty');
  if (responseFormat === undefined) return invalid('unknown_format');
  if (data.length > Math.ceil(MAX_PREVIEW_BYTES / 3) * 4) return invalid('too_large');
  const bytes = Buffer.from(data, 'base64');
  // Buffer.from skips invalid characters, so only text that encodes to itself again is Base64.
  if (bytes.toString('base64') !== data) return invalid('bad_base64');
  if (bytes.length > MAX_PREVIEW_BYTES) return invalid('too_large');
  const measured = MEASURES[responseFormat](bytes, claimed.sampleRate);
  if (measured.kind === 'invalid') return measured;
  return {
    kind: 'valid',
    bytes,
    responseFormat,
    mediaType: MEDIA_TYPES[responseFormat],
    sampleRate: measured.sampleRate,
    durationSeconds: measured.durationSeconds,
  };
}

function invalid(reason: PreviewFault): Preview {
  return { kind: 'invalid', reason };
}
