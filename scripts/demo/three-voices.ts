import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningStackNote } from '../running-stack.ts';
import { type Act, acts } from './acts.ts';
import { Api, type Voice } from './api.ts';
import { readWav } from './audio.ts';
import { EventTaker } from './events.ts';

const settled = new Set(['OK', 'UNDEPLOYED', 'FAILED', 'TIMED_OUT']);
const pollMs = 100;

/** Prints one line about a voice. */
export type Say = (title: string, what: string) => void;

/** The voices of the demo on a running stack, from their requests to what is left of them. */
export class ThreeVoices {
  readonly #api: Api;
  readonly #events: EventTaker;
  readonly #say: Say;
  readonly #requested = new Map<string, Act>();
  readonly #voices = new Map<string, Voice>();

  constructor(stack: RunningStackNote, say: Say) {
    this.#api = new Api(stack.apiUrl, stack.apiKey);
    this.#events = new EventTaker(stack);
    this.#say = say;
  }

  /**
   * Requests the voices, shows what happens to them, and compares record, audio and events.
   *
   * @returns what does not agree, a line each
   */
  async run(withinMs: number): Promise<string[]> {
    for (const act of acts) {
      const { voiceId, status } = await this.#api.request(act.request);
      this.#requested.set(voiceId, act);
      this.#say(act.title, `${status} as ${voiceId}`);
    }
    const end = AbortSignal.timeout(withinMs);
    await Promise.all([this.#watchRecords(end), this.#takeEvents(end)]);
    const problems: string[] = [];
    for (const [voiceId, act] of this.#requested) {
      problems.push(...(await this.#check(voiceId, act)).map((problem) => `${act.title}: ${problem}`));
    }
    return problems;
  }

  async #watchRecords(end: AbortSignal): Promise<void> {
    const open = new Map(this.#requested);
    while (open.size > 0 && !end.aborted) {
      for (const [voiceId, act] of open) {
        const voice = await this.#api.get(voiceId);
        if (this.#voices.get(voiceId)?.status !== voice.status) this.#say(act.title, voice.status);
        this.#voices.set(voiceId, voice);
        if (settled.has(voice.status)) open.delete(voiceId);
      }
      if (open.size > 0) await sleep(pollMs);
    }
  }

  async #takeEvents(end: AbortSignal): Promise<void> {
    const ids = new Set(this.#requested.keys());
    const areAllTaken = () =>
      [...this.#requested].every(([voiceId, act]) => this.#events.of(voiceId).length >= act.events.length);
    while (!areAllTaken() && !end.aborted) {
      for (const { voice, detailType } of await this.#events.take(ids)) {
        const { title = '' } = this.#requested.get(voice.voiceId) ?? {};
        this.#say(title, `event ${detailType} taken from the queue`);
      }
    }
  }

  async #check(voiceId: string, act: Act): Promise<string[]> {
    const voice = this.#voices.get(voiceId);
    if (!voice) return ['no record'];
    const taken = this.#events.of(voiceId);
    const last = taken.at(-1)?.voice;
    const { targetModel: model } = act.request;
    return [
      ...difference('status', voice.status, act.status),
      ...difference('use', voice.use, act.status === 'OK' ? { model, voice: voice.providerVoiceId } : null),
      ...difference(
        'events',
        taken.map(({ detailType }) => detailType),
        act.events,
      ),
      ...difference('the last event’s status', last?.status, act.status),
      ...difference('the last event’s provider voice', last?.providerVoiceId, voice.providerVoiceId),
      ...(await this.#checkAudio(voice, act)),
    ];
  }

  async #checkAudio({ voiceId, preview }: Voice, act: Act): Promise<string[]> {
    if ('missing' in preview) return [`the preview is ${preview.missing}`];
    const { mediaType, bytes } = await this.#api.preview(voiceId);
    const wav = readWav(bytes);
    const about = `${wav.seconds.toFixed(1)} s at ${wav.sampleRate} Hz, ${bytes.length} bytes of WAV`;
    this.#say(act.title, `preview ${about}`);
    return [
      ...difference('media type', mediaType, preview.mediaType),
      ...difference('bytes', bytes.length, preview.bytes),
      ...difference('sample rate', wav.sampleRate, act.request.sampleRate ?? 24_000),
      ...difference('sample rate in the record', preview.sampleRate, wav.sampleRate),
      ...difference('seconds', preview.durationSeconds?.toFixed(2), wav.seconds.toFixed(2)),
      ...(wav.seconds < 1 || wav.peak < 0.05 ? ['the audio is too short or silent'] : []),
    ];
  }
}

function difference(what: string, actual: unknown, wanted: unknown): string[] {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(wanted)];
  return one === other ? [] : [`${what} is ${one}, not ${other}`];
}
