import type { Observer, RunnerEvent } from '../../../../local/core/runner-event.ts';

/** An observer that keeps what happened and lets a test wait for what is to happen. */
export class Recorder {
  readonly happenings: RunnerEvent[] = [];
  readonly #waiting: {
    matches: (happening: RunnerEvent) => boolean;
    resolve: (happening: RunnerEvent) => void;
  }[] = [];

  readonly observe: Observer = (happening) => {
    this.happenings.push(happening);
    for (const waiter of [...this.#waiting]) {
      if (!waiter.matches(happening)) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      waiter.resolve(happening);
    }
  };

  of<Kind extends RunnerEvent['kind']>(kind: Kind): Extract<RunnerEvent, { kind: Kind }>[] {
    return this.happenings.filter(
      (happening): happening is Extract<RunnerEvent, { kind: Kind }> => happening.kind === kind,
    );
  }

  /** The first happening that matches, past or to come. */
  async until(matches: (happening: RunnerEvent) => boolean): Promise<RunnerEvent> {
    const past = this.happenings.find(matches);
    if (past !== undefined) return past;
    return new Promise((resolve) => this.#waiting.push({ matches, resolve }));
  }
}
