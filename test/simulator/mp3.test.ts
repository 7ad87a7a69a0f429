import { describe, expect, it } from '@jest/globals';
import { encode } from '../../simulator/audio/formats.ts';
import { synthesizePreview } from '../../simulator/audio/preview.ts';
import { readMp3 } from './support/mp3-reader.ts';

const rates = [8000, 16000, 24000, 48000];
const tone = (sampleRate: number, frequency: number, amplitude: number, seconds = 0.5) =>
  Float32Array.from(
    { length: sampleRate * seconds },
    (_, n) => amplitude * Math.sin((2 * Math.PI * frequency * n) / sampleRate),
  );

describe('an mp3 preview', () => {
  it.each(rates)(
    'has the sample rate %i Hz in every frame and the length of its samples',
    async (sampleRate) => {
      const samples = tone(sampleRate, 440, 0.5);
      const frames = readMp3(await encode(samples, sampleRate, 'mp3'));
      for (const frame of frames) expect(frame).toMatchObject({ sampleRate, channels: 1 });
      const decoded =
        frames.length * frames.reduce((max, { granules }) => Math.max(max, granules.length), 0) * 576;
      // The combined delay of encoder and decoder is less than three granules.
      expect(decoded).toBeGreaterThanOrEqual(samples.length + 1_057);
      expect(decoded).toBeLessThan(samples.length + 4 * 576);
    },
  );

  it.each(rates.flatMap((rate) => [200, 440, 1_234, 3_000].map((frequency) => ({ rate, frequency }))))(
    'has the energy of a tone of $frequency Hz at its frequency, at $rate Hz',
    async ({ rate, frequency }) => {
      const frames = readMp3(await encode(tone(rate, frequency, 0.5), rate, 'mp3'));
      const granules = frames.flatMap((frame) => frame.granules).slice(4, -4);
      const place = (frequency / (rate / 2)) * 576;
      let all = 0;
      let near = 0;
      for (const { lines } of granules) {
        lines.forEach((line, at) => {
          all += line * line;
          if (Math.abs(at + 0.5 - place) < 2.5) near += line * line;
        });
      }
      expect(near / all).toBeGreaterThan(0.9);
    },
  );

  it('has the loudness of its samples', async () => {
    const loudness = async (samples: Float32Array) => {
      const granules = readMp3(await encode(samples, 24_000, 'mp3')).flatMap((frame) => frame.granules);
      return Math.sqrt(
        granules.reduce((sum, { lines }) => sum + lines.reduce((all, line) => all + line * line, 0), 0),
      );
    };
    // The sum of the squared lines of a granule depends on the phase of a tone. A sweep averages over all phases.
    const sweep = Float32Array.from(
      { length: 24_000 },
      (_, n) => 0.5 * Math.sin(((n / 24_000) ** 2 + 0.1 * (n / 24_000)) * 10_000),
    );
    const expected = Math.sqrt((24_000 / 576) * 0.5 ** 2);
    expect((await loudness(sweep)) / expected).toBeCloseTo(1, 1);
  });

  it('encodes silence without data, and noise within its frames', async () => {
    const silent = readMp3(await encode(new Float32Array(12_000), 24_000, 'mp3'));
    expect(silent.flatMap(({ granules }) => granules).every(({ bits }) => bits === 0)).toBe(true);
    let state = 1;
    const noise = Float32Array.from({ length: 12_000 }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return (state / 2_147_483_647) * 2 - 1;
    });
    for (const rate of rates) expect(readMp3(await encode(noise, rate, 'mp3')).length).toBeGreaterThan(8);
  });

  it('is equal for equal requests', async () => {
    const request = {
      voicePrompt: 'A man with a deep, calm voice.',
      previewText: 'Good evening to you.',
      voiceId: 'cosyvoice-v3.5-plus-vd-announcer-00',
      sampleRate: 24_000,
      responseFormat: 'mp3',
      maxSeconds: 20,
    };
    expect(await synthesizePreview(request)).toEqual(await synthesizePreview(request));
  });
});
