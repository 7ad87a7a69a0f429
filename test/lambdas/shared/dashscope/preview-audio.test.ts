import { describe, expect, it } from '@jest/globals';
import {
  decodePreview,
  MAX_PREVIEW_BYTES,
  RESPONSE_FORMATS,
} from '../../../../lambdas/shared/dashscope/index.ts';
import fc from '../../../support/fast-check.ts';
import { mp3, opus, wav, wavWithList } from './support/audio.ts';

const check = (bytes: Buffer, responseFormat: string, sampleRate = 24_000) =>
  decodePreview({ data: bytes.toString('base64'), responseFormat, sampleRate });

/** Returns MP3 whose first frame declares 16 kHz instead of 24 kHz. */
function changedRate(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8((changed.readUInt8(2) & 0xf3) | 0x08, 2);
  return changed;
}

describe('a preview in its declared format', () => {
  it.each([
    { case: 'WAV', bytes: wav(), format: 'wav', seconds: 0.1, mediaType: 'audio/wav' },
    { case: 'stereo WAV', bytes: wav({ channels: 2 }), format: 'wav', seconds: 0.1, mediaType: 'audio/wav' },
    {
      case: 'WAV with another chunk',
      bytes: wavWithList(),
      format: 'wav',
      seconds: 0.1,
      mediaType: 'audio/wav',
    },
    {
      case: 'WAV of unknown length (0)',
      bytes: wav({ dataSize: 0 }),
      format: 'wav',
      seconds: 0.1,
      mediaType: 'audio/wav',
    },
    {
      case: 'WAV of unknown length (max)',
      bytes: wav({ dataSize: 0xffffffff }),
      format: 'wav',
      seconds: 0.1,
      mediaType: 'audio/wav',
    },
    { case: 'PCM', bytes: Buffer.alloc(4_800), format: 'pcm', seconds: 0.1, mediaType: 'audio/pcm' },
    { case: 'MP3', bytes: mp3(), format: 'mp3', seconds: 1.2, mediaType: 'audio/mpeg' },
    { case: 'MP3 with ID3', bytes: mp3({ id3: true }), format: 'mp3', seconds: 1.2, mediaType: 'audio/mpeg' },
    {
      case: 'MP3 cut in its last frame',
      bytes: mp3({ tail: mp3({ frames: 1 }).subarray(0, 9) }),
      format: 'mp3',
      seconds: 1.2,
      mediaType: 'audio/mpeg',
    },
    { case: 'Opus', bytes: opus(), format: 'opus', seconds: 0.5, mediaType: 'audio/ogg' },
  ])('$case', ({ bytes, format, seconds, mediaType }) => {
    const preview = check(bytes, format);
    if (preview.kind !== 'valid') throw new Error(preview.reason);
    expect(preview.bytes.equals(bytes)).toBe(true);
    expect(preview).toMatchObject({ mediaType, sampleRate: 24_000, responseFormat: format });
    expect(preview.durationSeconds).toBeCloseTo(seconds, 6);
  });
});

describe('a preview that is damaged or in another format', () => {
  const data = wav().toString('base64');
  it.each([
    { case: 'is missing', data: undefined, reason: 'missing' },
    { case: 'is empty', data: '', reason: 'empty' },
    { case: 'has a data: prefix', data: `data:audio/wav;base64,${data}`, reason: 'bad_base64' },
    { case: 'has a line break', data: `${data.slice(0, 76)}\n${data.slice(76)}`, reason: 'bad_base64' },
    { case: 'is base64url', data: '-_-_', reason: 'bad_base64' },
    { case: 'lacks its padding', data: 'AAE', reason: 'bad_base64' },
    { case: 'has bits after its end', data: 'AAF=', reason: 'bad_base64' },
    { case: 'is not Base64 at all', data: 'Ünïcode', reason: 'bad_base64' },
    { case: 'is 60 MiB', data: 'A'.repeat(80 * 1024 * 1024), reason: 'too_large' },
    {
      case: 'is one byte too large',
      data: Buffer.alloc(MAX_PREVIEW_BYTES + 1).toString('base64'),
      reason: 'too_large',
    },
  ])('$case: $reason', ({ data: text, reason }) => {
    expect(decodePreview({ data: text, responseFormat: 'pcm', sampleRate: 24_000 })).toEqual({
      kind: 'invalid',
      reason,
    });
  });

  it.each([
    { case: 'an unknown format', bytes: wav(), format: 'flac', reason: 'unknown_format' },
    { case: 'MP3 as WAV', bytes: mp3(), format: 'wav', reason: 'wrong_format' },
    { case: 'WAV as MP3', bytes: wav(), format: 'mp3', reason: 'wrong_format' },
    { case: 'WAV as Opus', bytes: wav(), format: 'opus', reason: 'wrong_format' },
    {
      case: 'Ogg that is not Opus',
      bytes: Buffer.from(opus().toString('latin1').replace('OpusHead', 'XpusHead'), 'latin1'),
      format: 'opus',
      reason: 'wrong_format',
    },
    {
      case: 'WAV at an implausible rate',
      bytes: wav({ sampleRate: 1_000_000 }),
      format: 'wav',
      reason: 'wrong_sample_rate',
    },
    {
      case: 'MP3 whose rate changes',
      bytes: Buffer.concat([mp3(), changedRate(mp3())]),
      format: 'mp3',
      reason: 'wrong_sample_rate',
    },
    { case: 'compressed WAV', bytes: wav({ format: 85 }), format: 'wav', reason: 'wrong_format' },
    { case: 'WAV without samples', bytes: wav({ samples: 0 }), format: 'wav', reason: 'empty' },
    { case: 'WAV cut short', bytes: wav().subarray(0, 400), format: 'wav', reason: 'truncated' },
    { case: 'a WAV header alone', bytes: wav().subarray(0, 30), format: 'wav', reason: 'truncated' },
    { case: 'less than an MP3 frame', bytes: mp3().subarray(0, 100), format: 'mp3', reason: 'truncated' },
    { case: 'an ID3 tag alone', bytes: mp3({ id3: true, frames: 0 }), format: 'mp3', reason: 'truncated' },
    { case: 'an odd number of PCM bytes', bytes: Buffer.alloc(3), format: 'pcm', reason: 'truncated' },
    { case: 'Opus cut short', bytes: opus().subarray(0, -1), format: 'opus', reason: 'truncated' },
    { case: 'Opus without sound', bytes: opus().subarray(0, 91), format: 'opus', reason: 'empty' },
  ])('$case: $reason', ({ bytes, format, reason }) => {
    expect(check(bytes, format, 24_000)).toEqual({ kind: 'invalid', reason });
  });

  it.each([
    ['wav', wav({ sampleRate: 16_000 }), 48_000, 16_000],
    ['mp3', mp3(), 16_000, 24_000],
  ])('%s at another rate than the declared one is valid at its own rate', (format, bytes, declared, rate) => {
    expect(check(bytes, format, declared)).toMatchObject({ kind: 'valid', sampleRate: rate });
  });

  it('never throws, for any bytes', () => {
    const sounds = fc.constantFrom(wav(), mp3({ id3: true }), opus(), wavWithList());
    const mangled = fc
      .tuple(sounds, fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 8 }), fc.nat(3_000))
      .map(([sound, changes, length]) => {
        const bytes = Buffer.from(sound.subarray(0, length));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        return bytes;
      });
    const noise = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.oneof(mangled, noise), fc.constantFrom(...RESPONSE_FORMATS), (bytes, format) => {
        expect(['valid', 'invalid']).toContain(check(bytes, format).kind);
      }),
      { numRuns: 600 },
    );
  });
});
