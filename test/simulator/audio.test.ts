import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDecoder } from 'libopus-wasm';
import { type PreviewRequest, synthesizePreview } from '../../simulator/audio/preview.ts';
import { cosyvoiceCreate, qwenCreate } from './support/requests.ts';
import { audioOf, startTestSimulator, type TestSimulator } from './support/test-simulator.ts';

const request = {
  voicePrompt: 'A man with a deep, calm voice.',
  previewText: 'Good evening. The ferry leaves at nine.',
  voiceId: 'cosyvoice-v3.5-plus-vd-announcer-00',
  sampleRate: 16000,
  responseFormat: 'wav',
  maxSeconds: 20,
};

/** Returns the bytes of a preview. */
async function synthesized(request: PreviewRequest): Promise<Buffer> {
  return (await synthesizePreview(request)).bytes;
}

function samplesOf(wav: Buffer): Float32Array {
  return Float32Array.from({ length: (wav.length - 44) / 2 }, (_, n) => wav.readInt16LE(44 + n * 2) / 32_768);
}

const energy = (samples: Float32Array) =>
  Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);

/** Returns the fundamental frequency of the loudest half second, from its autocorrelation. */
function pitchOf(samples: Float32Array, sampleRate: number): number {
  const window = Math.floor(sampleRate / 2);
  let start = 0;
  for (let at = 0; at + window < samples.length; at += 800) {
    if (energy(samples.subarray(at, at + window)) > energy(samples.subarray(start, start + window)))
      start = at;
  }
  const section = samples.subarray(start, start + window);
  let best = { lag: 0, correlation: 0 };
  for (let lag = Math.floor(sampleRate / 450); lag < sampleRate / 70; lag += 1) {
    let correlation = 0;
    for (let n = lag; n < section.length; n += 1) correlation += (section[n] ?? 0) * (section[n - lag] ?? 0);
    correlation /= section.length - lag;
    // Multiples of the period correlate equally well. A longer lag must be clearly better.
    if (correlation > best.correlation * 1.15) best = { lag, correlation };
  }
  return sampleRate / best.lag;
}

describe('a preview', () => {
  it('is a mono 16-bit WAV file with a correct header', async () => {
    const wav = await synthesized(request);
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

  it('is equal to the WAV file without the header as pcm', async () => {
    const pcm = await synthesized({ ...request, responseFormat: 'pcm' });
    expect(pcm.equals((await synthesized(request)).subarray(44))).toBe(true);
  });

  it.each([
    ['one word', 'Hello', 0.3, 1],
    ['fifteen letters per second', 'The ferry leaves at nine and comes back at ten. '.repeat(3), 6, 14],
    ['five Han characters per second', '各位听众朋友大家晚上好'.repeat(4), 6, 13],
    ['only punctuation', '…!?', 0.1, 1],
  ])('has a length that follows the text: %s', async (_case, previewText, min, max) => {
    const seconds = ((await synthesized({ ...request, previewText, sampleRate: 8000 })).length - 44) / 16_000;
    expect(seconds).toBeGreaterThan(min);
    expect(seconds).toBeLessThan(max);
  });

  it('is spoken faster than usual if it would be longer than the maximum', async () => {
    const wav = await synthesized({
      ...request,
      previewText: 'word '.repeat(200),
      maxSeconds: 2,
      sampleRate: 8000,
    });
    expect((wav.length - 44) / 16_000).toBeCloseTo(2, 2);
  });

  it.each([8000, 16000, 24000, 48000])('is neither silent nor clipped at %p Hz', async (sampleRate) => {
    const samples = samplesOf(await synthesized({ ...request, sampleRate, maxSeconds: 1 }));
    expect(energy(samples)).toBeGreaterThan(0.05);
    expect(samples.reduce((max, x) => Math.max(max, Math.abs(x)), 0)).toBeCloseTo(0.8, 2);
    expect(Math.abs(samples.reduce((sum, x) => sum + x, 0) / samples.length)).toBeLessThan(0.01);
    expect(energy(samples.subarray(0, sampleRate / 50))).toBeLessThan(0.01);
  });

  it('is equal for equal requests and different for another voice', async () => {
    expect((await synthesized(request)).equals(await synthesized(request))).toBe(true);
    expect((await synthesized({ ...request, voiceId: 'another' })).equals(await synthesized(request))).toBe(
      false,
    );
  });

  it('follows the description: a man sounds lower than a woman, and a woman lower than a child', async () => {
    const pitch = async (who: string) =>
      pitchOf(samplesOf(await synthesized({ ...request, voicePrompt: `${who} with a calm voice.` })), 16000);
    const [man, woman, child] = [await pitch('A man'), await pitch('A woman'), await pitch('A child')];
    expect(man).toBeGreaterThan(70);
    expect(woman / man).toBeGreaterThan(1.25);
    expect(child / woman).toBeGreaterThan(1.15);
    expect(child).toBeLessThan(450);
  });

  it('is slower for a slow voice', async () => {
    const length = async (voicePrompt: string) => (await synthesized({ ...request, voicePrompt })).length;
    expect(await length('A slow man.')).toBeGreaterThan((await length('A fast man.')) * 1.2);
  });

  it('differs between descriptions', async () => {
    const prompts = ['warm', 'bright', 'hoarse', 'a radio host', 'a narrator'];
    const sounds = await Promise.all(
      prompts.map(async (voicePrompt) =>
        samplesOf(await synthesized({ ...request, voicePrompt, maxSeconds: 1 })),
      ),
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

describe('an opus preview', () => {
  /** Parses the pages of an Ogg file. Packets that span pages are not supported. */
  function pagesOf(file: Buffer) {
    const pages: {
      flags: number;
      granule: number;
      number: number;
      packets: Buffer[];
      isChecksumValid: boolean;
    }[] = [];
    for (let at = 0; at < file.length; ) {
      expect(file.toString('ascii', at, at + 4)).toBe('OggS');
      const segments = [...file.subarray(at + 27, at + 27 + file.readUInt8(at + 26))];
      const packets: Buffer[] = [];
      let place = at + 27 + segments.length;
      let start = place;
      for (const segment of segments) {
        place += segment;
        if (segment === 255) continue;
        packets.push(file.subarray(start, place));
        start = place;
      }
      pages.push({
        flags: file.readUInt8(at + 5),
        granule: Number(file.readBigUInt64LE(at + 6)),
        number: file.readUInt32LE(at + 18),
        packets,
        isChecksumValid: oggChecksum(file.subarray(at, place)) === file.readUInt32LE(at + 22),
      });
      at = place;
    }
    return pages;
  }

  /** Computes the checksum bit by bit as the specification describes. Its own field counts as zero. */
  function oggChecksum(page: Buffer): number {
    let sum = 0;
    page.forEach((byte, at) => {
      const value = at >= 22 && at < 26 ? 0 : byte;
      for (let bit = 7; bit >= 0; bit -= 1) {
        const out = ((sum >>> 31) ^ (value >> bit)) & 1;
        sum = ((sum << 1) ^ (out === 1 ? 0x04c11db7 : 0)) >>> 0;
      }
    });
    return sum;
  }

  it.each([8000, 16000, 24000, 48000])(
    'is a decodable Ogg file of the correct length at %p Hz',
    async (rate) => {
      const shortRequest = { ...request, sampleRate: rate, maxSeconds: 2 };
      const wav = samplesOf(await synthesized(shortRequest));
      const pages = pagesOf(await synthesized({ ...shortRequest, responseFormat: 'opus' }));
      expect(pages.map(({ number }) => number)).toEqual(pages.map((_page, n) => n));
      expect(pages.every(({ isChecksumValid }) => isChecksumValid)).toBe(true);
      expect([pages[0]?.flags, pages.at(-1)?.flags]).toEqual([2, 4]);
      const [head, tags, ...audio] = pages;
      expect(head?.packets[0]?.toString('ascii', 0, 8)).toBe('OpusHead');
      expect(head?.packets[0]?.readUInt32LE(12)).toBe(rate);
      expect(tags?.packets[0]?.toString('ascii', 0, 8)).toBe('OpusTags');
      const preSkip = head?.packets[0]?.readUInt16LE(10) ?? 0;
      expect(((audio.at(-1)?.granule ?? 0) - preSkip) / 48_000).toBeCloseTo(wav.length / rate, 3);

      const decoder = await createDecoder({ sampleRate: rate === 8000 ? 8000 : 48000, channels: 1 });
      const decoded = audio.flatMap(({ packets }) =>
        packets.flatMap((packet) => [...decoder.decodeFloat(packet)]),
      );
      decoder.free();
      expect(energy(Float32Array.from(decoded))).toBeCloseTo(energy(wav), 1);
    },
  );
});

describe('the preview of a create', () => {
  let simulator: TestSimulator;
  beforeAll(async () => {
    simulator = await startTestSimulator();
  });
  afterAll(() => simulator.server.stop());

  it.each([
    ['CosyVoice', cosyvoiceCreate, 48000],
    ['Qwen', qwenCreate, 8000],
  ])('has the requested format and sample rate: %s', async (_family, create, rate) => {
    const wav = await simulator.post(create({}, { sample_rate: rate, response_format: 'wav' }));
    expect(wav.body).toMatchObject({
      output: { preview_audio: { sample_rate: rate, response_format: 'wav' } },
    });
    expect(audioOf(wav).readUInt32LE(24)).toBe(rate);
    const pcm = await simulator.post(create({}, { sample_rate: rate, response_format: 'pcm' }));
    expect(pcm.body).toMatchObject({ output: { preview_audio: { response_format: 'pcm' } } });
    expect(audioOf(pcm).length).toBe(rate * 0.2 * 2);
  });

  it('can be opus for Qwen', async () => {
    const answer = await simulator.post(qwenCreate({}, { response_format: 'opus' }));
    expect(answer.body).toMatchObject({ output: { preview_audio: { response_format: 'opus' } } });
    expect(audioOf(answer).toString('ascii', 0, 4)).toBe('OggS');
  });

  it('is a WAV file of 24 kHz by default', async () => {
    const answer = await simulator.post(cosyvoiceCreate({}, {}));
    expect(answer.body).toMatchObject({
      output: { preview_audio: { sample_rate: 24000, response_format: 'wav' } },
    });
    expect(audioOf(answer).readUInt32LE(24)).toBe(24000);
  });
});
