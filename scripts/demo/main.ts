import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readRunningStack } from '../running-stack.ts';
import { Api, type Voice } from './api.ts';
import { readWav } from './audio.ts';
import { EventTaker } from './events.ts';

/** A voice of the demo, and how it is to end. */
interface Act {
  readonly title: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly status: string;
  readonly events: readonly string[];
}

const acts: readonly Act[] = [
  {
    title: 'CosyVoice, reviewed',
    request: {
      family: 'cosyvoice',
      targetModel: 'cosyvoice-v3.5-plus',
      voicePrompt: 'A warm, unhurried woman in her forties who reads to children at bedtime.',
      previewText: 'Good evening. The ferry leaves at nine, and the sea is calm tonight.',
      language: 'en',
      name: 'Evening reader',
    },
    status: 'OK',
    events: ['Voice Created', 'Voice Ready'],
  },
  {
    title: 'Qwen, no review',
    request: {
      family: 'qwen',
      targetModel: 'qwen3-tts-vd-2026-01-26',
      voicePrompt: 'A calm middle-aged announcer with a deep, clear voice.',
      previewText: 'Ladies and gentlemen, the train to the coast departs from platform two.',
      language: 'en',
      name: 'Announcer',
      sampleRate: 16_000,
    },
    status: 'OK',
    events: ['Voice Created', 'Voice Ready'],
  },
  {
    title: 'CosyVoice, rejected by its review',
    request: {
      family: 'cosyvoice',
      targetModel: 'cosyvoice-v3.5-flash',
      voicePrompt: 'A bright young man who speaks fast and smiles. [reject]',
      previewText: 'Hello there, and welcome to the show that never sleeps.',
      language: 'en',
      name: 'Host',
    },
    status: 'UNDEPLOYED',
    events: ['Voice Created', 'Voice Rejected'],
  },
];

const settled = new Set(['OK', 'UNDEPLOYED', 'FAILED', 'TIMED_OUT']);
const started = Date.now();
const elapsed = () => `${((Date.now() - started) / 1_000).toFixed(1).padStart(6)} s`;
const say = (title: string, what: string) => console.log(`${elapsed()}  ${title.padEnd(34)}  ${what}`);

const { values } = parseArgs({
  options: { state: { type: 'string', default: '.local' }, timeout: { type: 'string', default: '120' } },
});
const stack = readRunningStack(values.state);
if (!stack || !(await answers(stack.apiUrl))) {
  console.error('No stack is running here: start it with npm start, in another terminal.');
  process.exit(1);
}
const api = new Api(stack.apiUrl, stack.apiKey);
const events = new EventTaker(stack);

const requested = new Map<string, Act>();
for (const act of acts) {
  const { voiceId, status } = await api.request(act.request);
  requested.set(voiceId, act);
  say(act.title, `${status} as ${voiceId}`);
}
const voices = await watch(Number(values.timeout) * 1_000);
const problems: string[] = [];
for (const [voiceId, act] of requested) {
  problems.push(...(await check(voiceId, act)).map((problem) => `${act.title}: ${problem}`));
}
for (const problem of problems) console.error(`  ✗ ${problem}`);
console.log(
  problems.length === 0
    ? 'Record, audio and events agree for all three voices.'
    : `${problems.length} disagreements.`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

/** Shows what happens to the voices until each is settled and its events are taken. */
async function watch(withinMs: number): Promise<Map<string, Voice>> {
  const seen = new Map<string, Voice>();
  const ids = new Set(requested.keys());
  const finished = ([voiceId, act]: [string, Act]) =>
    settled.has(seen.get(voiceId)?.status ?? '') && events.of(voiceId).length >= act.events.length;
  const taking = (async () => {
    while (Date.now() - started < withinMs && ![...requested].every(finished)) {
      for (const event of await events.take(ids)) {
        say(
          requested.get(event.voice.voiceId)?.title ?? '',
          `event ${event.detailType} taken from the queue`,
        );
      }
    }
  })();
  while (Date.now() - started < withinMs && ![...requested].every(finished)) {
    for (const [voiceId, act] of requested) {
      if (settled.has(seen.get(voiceId)?.status ?? '')) continue;
      const voice = await api.get(voiceId);
      if (seen.get(voiceId)?.status !== voice.status) say(act.title, voice.status);
      seen.set(voiceId, voice);
    }
    await sleep(100);
  }
  await taking;
  return seen;
}

/** What of one voice does not agree: its record, its audio, its events. */
async function check(voiceId: string, act: Act): Promise<string[]> {
  const voice = voices.get(voiceId);
  if (!voice) return ['no record'];
  const found: string[] = [];
  const expect = (what: string, actual: unknown, wanted: unknown) => {
    if (JSON.stringify(actual) !== JSON.stringify(wanted)) {
      found.push(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
    }
  };
  expect('status', voice.status, act.status);
  const usable =
    act.status === 'OK' ? { model: act.request.targetModel, voice: voice.providerVoiceId } : null;
  expect('use', voice.use, usable);

  const taken = events.of(voiceId);
  expect(
    'events',
    taken.map(({ detailType }) => detailType),
    act.events,
  );
  expect('the last event’s status', taken.at(-1)?.voice.status, act.status);
  expect('the last event’s provider voice', taken.at(-1)?.voice.providerVoiceId, voice.providerVoiceId);

  if ('missing' in voice.preview) return [...found, `the preview is ${voice.preview.missing}`];
  const { mediaType, bytes } = await api.preview(voiceId);
  const wav = readWav(bytes);
  expect('media type', mediaType, voice.preview.mediaType);
  expect('bytes', bytes.length, voice.preview.bytes);
  expect('sample rate', wav.sampleRate, act.request.sampleRate ?? 24_000);
  expect('sample rate in the record', voice.preview.sampleRate, wav.sampleRate);
  expect('seconds', voice.preview.durationSeconds?.toFixed(2), wav.seconds.toFixed(2));
  if (wav.seconds < 1 || wav.peak < 0.05) found.push('the audio is too short or silent');
  say(act.title, `preview ${wav.seconds.toFixed(1)} s at ${wav.sampleRate} Hz, ${bytes.length} bytes of WAV`);
  return found;
}

async function answers(apiUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${apiUrl.replace(/\/$/, '')}/health`)).ok;
  } catch {
    return false;
  }
}
