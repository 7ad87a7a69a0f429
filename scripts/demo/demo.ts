import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningStack } from '../running-stack.ts';
import { Api, type Voice } from './api.ts';
import { DemoAlias } from './demo-alias.ts';
import { DemoAudition } from './demo-audition.ts';
import { type DemoVoice, demoVoices } from './demo-voices.ts';
import { difference } from './difference.ts';
import { EventReceiver } from './event-receiver.ts';
import { readWav } from './wav.ts';

const finalStatuses = new Set(['OK', 'UNDEPLOYED', 'FAILED', 'TIMED_OUT']);
const pollMs = 100;

/** Prints a line about a voice. */
export type Report = (title: string, text: string) => void;

/** Designs the voices of the demo on a running stack, chooses one by an audition, and checks the results. */
export class Demo {
  readonly #api: Api;
  readonly #events: EventReceiver;
  readonly #report: Report;
  readonly #requested = new Map<string, DemoVoice>();
  readonly #voices = new Map<string, Voice>();

  constructor(stack: RunningStack, report: Report) {
    this.#api = new Api(stack.apiUrl, stack.apiKey);
    this.#events = new EventReceiver(stack);
    this.#report = report;
  }

  /**
   * Requests the voices, reports their progress, and compares records, audio and events with the expected results.
   *
   * @returns the differences, one line each
   */
  async run(timeoutMs: number): Promise<string[]> {
    for (const demoVoice of demoVoices) {
      const { voiceId, status } = await this.#api.request(demoVoice.request);
      this.#requested.set(voiceId, demoVoice);
      this.#report(demoVoice.title, `${status} as ${voiceId}`);
    }
    const end = AbortSignal.timeout(timeoutMs);
    const audition = new DemoAudition(this.#api, this.#events, this.#report);
    const auditionId = await audition.request();
    await Promise.all([this.#watchRecords(end), this.#receiveEvents(auditionId, end)]);
    const problems: string[] = [];
    for (const [voiceId, expected] of this.#requested) {
      const differences = await this.#check(voiceId, expected);
      problems.push(...differences.map((line) => `${expected.title}: ${line}`));
    }
    const decided = await audition.decide(auditionId, end);
    problems.push(...decided.problems.map((line) => `audition: ${line}`));
    if (decided.chosen === null) return problems;
    const alias = new DemoAlias(this.#api, this.#events, this.#report);
    problems.push(...(await alias.run(decided.chosen, end)).map((line) => `alias: ${line}`));
    return problems;
  }

  async #watchRecords(end: AbortSignal): Promise<void> {
    const open = new Map(this.#requested);
    while (open.size > 0 && !end.aborted) {
      for (const [voiceId, { title }] of open) {
        const voice = await this.#api.get(voiceId);
        if (this.#voices.get(voiceId)?.status !== voice.status) this.#report(title, voice.status);
        this.#voices.set(voiceId, voice);
        if (finalStatuses.has(voice.status)) open.delete(voiceId);
      }
      if (open.size > 0) await sleep(pollMs);
    }
  }

  /** Receives the events of the voices, and those of the audition that arrive meanwhile. */
  async #receiveEvents(auditionId: string, end: AbortSignal): Promise<void> {
    const ids = new Set([...this.#requested.keys(), auditionId]);
    const areAllReceived = () =>
      [...this.#requested].every(
        ([voiceId, { events }]) => this.#events.eventsOf(voiceId).length >= events.length,
      );
    while (!areAllReceived() && !end.aborted) {
      for (const { subject, detailType } of await this.#events.receive(ids)) {
        const voice = this.#requested.get(subject);
        if (voice) this.#report(voice.title, `event ${detailType} received from the queue`);
      }
    }
  }

  async #check(voiceId: string, expected: DemoVoice): Promise<string[]> {
    const voice = this.#voices.get(voiceId);
    if (!voice) return ['no record'];
    const events = this.#events.eventsOf(voiceId);
    const last = events.at(-1)?.voice;
    const { targetModel: model } = expected.request;
    return [
      ...difference('status', voice.status, expected.status),
      ...difference(
        'use',
        voice.use,
        expected.status === 'OK' ? { model, voice: voice.providerVoiceId } : null,
      ),
      ...difference(
        'events',
        events.map(({ detailType }) => detailType),
        expected.events,
      ),
      ...difference('the last event’s status', last?.status, expected.status),
      ...difference('the last event’s provider voice', last?.providerVoiceId, voice.providerVoiceId),
      ...(await this.#checkAudio(voice, expected)),
    ];
  }

  async #checkAudio({ voiceId, preview }: Voice, expected: DemoVoice): Promise<string[]> {
    if ('missing' in preview) return [`the preview is ${preview.missing}`];
    const { mediaType, bytes } = await this.#api.preview(voiceId);
    const wav = readWav(bytes);
    const description = `${wav.seconds.toFixed(1)} s at ${wav.sampleRate} Hz, ${bytes.length} bytes of WAV`;
    this.#report(expected.title, `preview ${description}`);
    return [
      ...difference('media type', mediaType, preview.mediaType),
      ...difference('bytes', bytes.length, preview.bytes),
      ...difference('sample rate', wav.sampleRate, expected.request.sampleRate ?? 24_000),
      ...difference('sample rate in the record', preview.sampleRate, wav.sampleRate),
      ...difference('seconds', preview.durationSeconds?.toFixed(2), wav.seconds.toFixed(2)),
      ...(wav.seconds < 1 || wav.peak < 0.05 ? ['the audio is too short or silent'] : []),
    ];
  }
}
