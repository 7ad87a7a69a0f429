import type { Observer, RunnerEvent } from '../../../../local/core/runner-event.ts';

/** An observer that records the runner's events and lets a test wait for one. */
export class EventRecorder {
  readonly events: RunnerEvent[] = [];
  readonly #waiting: {
    matches: (event: RunnerEvent) => boolean;
    resolve: (event: RunnerEvent) => void;
  }[] = [];

  readonly observe: Observer = (event) => {
    this.events.push(event);
    for (const waiter of [...this.#waiting]) {
      if (!waiter.matches(event)) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      waiter.resolve(event);
    }
  };

  ofKind<Kind extends RunnerEvent['kind']>(kind: Kind): Extract<RunnerEvent, { kind: Kind }>[] {
    return this.events.filter((event): event is Extract<RunnerEvent, { kind: Kind }> => event.kind === kind);
  }

  /** Resolves with the first event that matches, recorded or future. */
  async waitFor(matches: (event: RunnerEvent) => boolean): Promise<RunnerEvent> {
    const recorded = this.events.find(matches);
    if (recorded !== undefined) return recorded;
    return new Promise((resolve) => this.#waiting.push({ matches, resolve }));
  }
}
