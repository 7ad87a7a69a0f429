import { setTimeout as sleep } from 'node:timers/promises';
import type { Alias, Api } from './api.ts';
import { difference } from './difference.ts';
import type { EventReceiver } from './event-receiver.ts';

const pollMs = 100;
const alias = 'demo-narrator';
const title = `Alias ${alias}`;
const targetModel = 'cosyvoice-v3.5-flash';

/** Gives a voice a lasting name, and remakes the voice for another target model. An event moves the alias. */
export class DemoAlias {
  readonly #api: Api;
  readonly #events: EventReceiver;
  readonly #report: (title: string, text: string) => void;

  constructor(api: Api, events: EventReceiver, report: (title: string, text: string) => void) {
    this.#api = api;
    this.#events = events;
    this.#report = report;
  }

  /** @returns the differences from the expected results, one line each */
  async run(voiceId: string, end: AbortSignal): Promise<string[]> {
    const first = await this.#api.setAlias(alias, voiceId);
    this.#report(title, `points at ${first.voiceId}, made for ${first.use.model}`);
    const remade = await this.#api.remake(alias, { targetModel });
    this.#report(title, `remake for ${targetModel} is ${remade.status} as ${remade.voiceId}`);
    const meanwhile = await this.#api.alias(alias);
    const moved = await this.#untilMoved(remade.voiceId, end);
    const kept = moved.previous?.keptUntil ? 'is kept for a week' : 'is not kept';
    const events = await this.#receiveEvents(end);
    this.#report(title, `points at ${moved.voiceId}, made for ${moved.use.model}; the former voice ${kept}`);
    return [
      ...difference('voice', first.voiceId, voiceId),
      ...difference('voice during the remake', meanwhile.voiceId, voiceId),
      ...difference('voice after the remake', moved.voiceId, remade.voiceId),
      ...difference('model', moved.use.model, targetModel),
      ...difference('version', moved.version, first.version + 1),
      ...difference('previous voice', moved.previous?.voiceId, voiceId),
      ...difference('events', events, ['Alias Moved', 'Alias Moved']),
    ];
  }

  async #untilMoved(voiceId: string, end: AbortSignal): Promise<Alias> {
    for (;;) {
      const current = await this.#api.alias(alias);
      if (current.voiceId === voiceId || end.aborted) return current;
      await sleep(pollMs);
    }
  }

  /** Receives the events of both moves. @returns their types in order */
  async #receiveEvents(end: AbortSignal): Promise<string[]> {
    while (this.#events.eventsAbout(alias).length < 2 && !end.aborted) {
      await this.#events.receive(new Set([alias]));
    }
    const detailTypes = this.#events.eventsAbout(alias).map(({ detailType }) => detailType);
    for (const each of detailTypes) this.#report(title, `event ${each} received from the queue`);
    return detailTypes;
  }
}
