import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { previewOf } from '../../simulator/audio/preview.ts';
import { audioOf, type Caller, startProvider } from './support/provider.ts';
import { cosyvoiceCreate, qwenCreate } from './support/requests.ts';

const request = {
  voicePrompt: 'A man with a deep, calm voice.',
  previewText: 'Good evening. The ferry leaves at nine.',
  voiceId: 'cosyvoice-v3.5-plus-vd-announcer-00',
  sampleRate: 16000,
  responseFormat: 'wav',
  maxSeconds: 20,
};

function samplesOf(wav: Buffer): Float32Array {
  return Float32Array.from({ length: (wav.length - 44) / 2 }, (_, n) => wav.readInt16LE(44 + n * 2) / 32_768);
}

const energy = (samples: Float32Array) =>
  Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);

/** The lag at which the loudest half second is most like itself, as a frequency. */
function pitchOf(samples: Float32Array, sampleRate: number): number {
  const window = Math.floor(sampleRate / 2);
  let start = 0;
  for (let at = 0; at + window < samples.length; at += 800) {
    if (energy(samples.subarray(at, at + window)) > energy(samples.subarray(start, start + window)))
      start = at;
  }
  const piece = samples.subarray(start, start + window);
  let best = { lag: 0, likeness: 0 };
  for (let lag = Math.floor(sampleRate / 450); lag < sampleRate / 70; lag += 1) {
    let likeness = 0;
    for (let n = lag; n < piece.length; n += 1) likeness += (piece[n] ?? 0) * (piece[n - lag] ?? 0);
    likeness /= piece.length - lag;
    // A multiple of the period is as good a match: take it only if it is clearly better.
    if (likeness > best.likeness * 1.15) best = { lag, likeness };
  }
  return sampleRate / best.lag;
}

describe('a preview', () => {
  it('is a WAV file of one 16-bit channel, its header true', () => {
    const wav = previewOf(request);
    const header = {
      riff: wav.toString('ascii', 0, 4),
      size: wav.readUInt32LE(4),
      wave: wav.toString('ascii', 8, 16),
      format: wav.readUInt16LE(20),
      channels: wav.readUInt16LE(22),
      sampleRate: wav.readUInt32LE(24),
      bytesPerSecond: wav.readUInt32LE(28),
      blockAlign: wav.readUInt16LE(32),
      bits: wav.readUInt16LE(34),
      data: wav.toString('ascii', 36, 40),
      dataSize: wav.readUInt32LE(40),
    };
    expect(header).toEqual({
      riff: 'RIFF',
      size: wav.length - 8,
      wave: 'WAVEfmt ',
      format: 1,
      channels: 1,
      sampleRate: 16000,
      bytesPerSecond: 32000,
      blockAlign: 2,
      bits: 16,
      data: 'data',
      dataSize: wav.length - 44,
    });
  });

  it('is the same without its header as pcm', () => {
    const pcm = previewOf({ ...request, responseFormat: 'pcm' });
    expect(pcm.equals(previewOf(request).subarray(44))).toBe(true);
  });

  it.each([
    ['one word', 'Hello', 0.3, 1],
    ['fifteen letters a second', 'The ferry leaves at nine and comes back at ten. '.repeat(3), 6, 14],
    ['five Han characters a second', '各位听众朋友大家晚上好'.repeat(4), 6, 13],
    ['nothing but signs', '…!?', 0.1, 1],
  ])('lasts as long as its text: %s', (_case, previewText, least, most) => {
    const seconds = (previewOf({ ...request, previewText, sampleRate: 8000 }).length - 44) / 16_000;
    expect(seconds).toBeGreaterThan(least);
    expect(seconds).toBeLessThan(most);
  });

  it('is bounded', () => {
    const wav = previewOf({ ...request, previewText: 'word '.repeat(200), maxSeconds: 2, sampleRate: 8000 });
    expect((wav.length - 44) / 16_000).toBeCloseTo(2, 2);
  });

  it.each([8000, 16000, 24000, 48000])('is neither silent nor clipped at %p Hz', (sampleRate) => {
    const samples = samplesOf(previewOf({ ...request, sampleRate, maxSeconds: 1 }));
    expect(energy(samples)).toBeGreaterThan(0.05);
    expect(samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0)).toBeCloseTo(0.8, 2);
    expect(Math.abs(samples.reduce((sum, x) => sum + x, 0) / samples.length)).toBeLessThan(0.01);
    expect(energy(samples.subarray(0, sampleRate / 50))).toBeLessThan(0.01);
  });

  it('is the same for the same voice and text, another for another voice', () => {
    expect(previewOf(request).equals(previewOf(request))).toBe(true);
    expect(previewOf({ ...request, voiceId: 'another' }).equals(previewOf(request))).toBe(false);
  });

  it('sounds as described: a man lower than a woman, a woman than a child', () => {
    const pitches = [
      'A man with a calm voice.',
      'A woman with a calm voice.',
      'A child with a calm voice.',
    ].map((voicePrompt) => pitchOf(samplesOf(previewOf({ ...request, voicePrompt })), 16000));
    const [man = 0, woman = 0, child = 0] = pitches;
    expect(man).toBeGreaterThan(70);
    expect(woman / man).toBeGreaterThan(1.25);
    expect(child / woman).toBeGreaterThan(1.15);
    expect(child).toBeLessThan(450);
  });

  it('is slower where the description says so', () => {
    const length = (voicePrompt: string) => previewOf({ ...request, voicePrompt }).length;
    expect(length('A slow man.')).toBeGreaterThan(length('A fast man.') * 1.2);
  });

  it('has no two descriptions alike', () => {
    const prompts = ['warm', 'bright', 'hoarse', 'a radio host', 'a narrator'];
    const sounds = prompts.map((voicePrompt) =>
      samplesOf(previewOf({ ...request, voicePrompt, maxSeconds: 1 })),
    );
    sounds.forEach((one, n) => {
      for (const other of sounds.slice(n + 1)) {
        const length = Math.min(one.length, other.length);
        const difference = one.subarray(0, length).map((x, at) => x - (other[at] ?? 0));
        expect(energy(difference)).toBeGreaterThan(0.5 * energy(one));
      }
    });
  });
});

describe('the preview of a create', () => {
  let caller: Caller;
  beforeAll(async () => {
    caller = await startProvider();
  });
  afterAll(() => caller.simulator.stop());

  it.each([
    ['CosyVoice', cosyvoiceCreate, 48000],
    ['Qwen', qwenCreate, 8000],
  ])('has the format and rate that were asked: %s', async (_family, create, rate) => {
    const wav = await caller.post(create({}, { sample_rate: rate, response_format: 'wav' }));
    expect(wav.body).toMatchObject({
      output: { preview_audio: { sample_rate: rate, response_format: 'wav' } },
    });
    expect(audioOf(wav).readUInt32LE(24)).toBe(rate);
    const pcm = await caller.post(create({}, { sample_rate: rate, response_format: 'pcm' }));
    expect(pcm.body).toMatchObject({ output: { preview_audio: { response_format: 'pcm' } } });
    expect(audioOf(pcm).length).toBe(rate * 0.2 * 2);
  });

  it('is a wav of 24 kHz where nothing was asked', async () => {
    const answer = await caller.post(cosyvoiceCreate({}, {}));
    expect(answer.body).toMatchObject({
      output: { preview_audio: { sample_rate: 24000, response_format: 'wav' } },
    });
    expect(audioOf(answer).readUInt32LE(24)).toBe(24000);
  });
});
