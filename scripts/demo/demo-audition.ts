import { setTimeout as sleep } from 'node:timers/promises';
import type { Api, Audition, Voice } from './api.ts';
import { difference } from './difference.ts';
import type { EventReceiver } from './event-receiver.ts';

const pollMs = 100;
const title = 'Audition of three candidates';
const request = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A deep, calm male narrator in his fifties, warm and steady.',
  previewText: 'Far beyond the harbour, a single light was moving across the water.',
  language: 'en',
  name: 'Narrator',
  candidates: 3,
};

/** Requests several candidates of one description, compares the analyses of their previews, and chooses one. */
export class DemoAudition {
  readonly #api: Api;
  readonly #events: EventReceiver;
  readonly #report: (title: string, text: string) => void;

  constructor(api: Api, events: EventReceiver, report: (title: string, text: string) => void) {
    this.#api = api;
    this.#events = events;
    this.#report = report;
  }

  /** Requests the audition. @returns its id */
  async request(): Promise<string> {
    const { auditionId, status } = await this.#api.requestAudition(request);
    this.#report(title, `${status} as ${auditionId}`);
    return auditionId;
  }

  /**
   * Waits for the candidates and chooses one.
   *
   * @returns the chosen voice, and the differences from the expected results, one line each
   */
  async decide(
    auditionId: string,
    end: AbortSignal,
  ): Promise<{ readonly chosen: string | null; readonly problems: string[] }> {
    const ready = await this.#until(auditionId, (audition) => audition.status !== 'OPEN', end);
    this.#report(title, ready.status);
    ready.candidates.forEach((voice, index) => {
      this.#report(title, `candidate ${index + 1}: ${describeAnalysis(voice)}`);
    });
    const deepest = ready.candidates.toSorted((a, b) => pitchOf(a) - pitchOf(b))[0];
    if (deepest === undefined) return { chosen: null, problems: ['there is no candidate'] };
    const number = ready.candidates.indexOf(deepest) + 1;
    const decided = await this.#api.choose(auditionId, deepest.voiceId);
    this.#report(title, `${decided.status}: candidate ${number} has the deepest voice`);
    const areOthersDeleted = ({ candidates }: Audition) =>
      candidates.every(({ voiceId, status }) => voiceId === decided.chosen || status === 'DELETED');
    const closed = await this.#until(auditionId, areOthersDeleted, end);
    const problems = [
      ...difference('status', [ready.status, decided.status], ['READY', 'DECIDED']),
      ...difference('chosen', decided.chosen, deepest.voiceId),
      ...difference(
        'candidates',
        closed.candidates.map((voice) => voice.status),
        closed.candidates.map((voice) => (voice.voiceId === deepest.voiceId ? 'OK' : 'DELETED')),
      ),
      ...ready.candidates.flatMap(({ preview }, index) => findingsOf(preview, index + 1)),
      ...difference('events', await this.#receiveEvents(auditionId, end), [
        'Audition Ready',
        'Audition Decided',
      ]),
    ];
    return { chosen: decided.chosen, problems };
  }

  async #until(
    auditionId: string,
    isReached: (audition: Audition) => boolean,
    end: AbortSignal,
  ): Promise<Audition> {
    for (;;) {
      const audition = await this.#api.audition(auditionId);
      if (isReached(audition) || end.aborted) return audition;
      await sleep(pollMs);
    }
  }

  /** Receives the two events about the audition. @returns their types in order */
  async #receiveEvents(auditionId: string, end: AbortSignal): Promise<string[]> {
    while (this.#events.eventsAbout(auditionId).length < 2 && !end.aborted) {
      await this.#events.receive(new Set([auditionId]));
    }
    const detailTypes = this.#events.eventsAbout(auditionId).map(({ detailType }) => detailType);
    for (const each of detailTypes) this.#report(title, `event ${each} received from the queue`);
    return detailTypes;
  }
}

function pitchOf({ preview }: Voice): number {
  return 'missing' in preview
    ? Number.POSITIVE_INFINITY
    : (preview.analysis?.pitchHz ?? Number.POSITIVE_INFINITY);
}

function describeAnalysis({ preview }: Voice): string {
  if ('missing' in preview) return `no preview (${preview.missing})`;
  if (preview.analysis === null) return 'not analyzed';
  const { loudnessLufs, pitchHz, charactersPerSecond, findings } = preview.analysis;
  return [
    `${loudnessLufs?.toFixed(1)} LUFS`,
    `pitch ${pitchHz?.toFixed(1)} Hz`,
    `${charactersPerSecond?.toFixed(1)} characters per second`,
    findings.length === 0 ? 'no findings' : findings.join(', '),
  ].join(', ');
}

/** Returns a line for each finding. The previews of the demo have no defect. */
function findingsOf(preview: Voice['preview'], number: number): string[] {
  if ('missing' in preview) return [`candidate ${number} has no preview`];
  return (preview.analysis?.findings ?? ['no analysis']).map(
    (code) => `the preview of candidate ${number} has the finding ${code}`,
  );
}
