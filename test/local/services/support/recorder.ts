import type { Happening, Observer } from '../../../../local/services/ports.ts';

/** An observer that keeps what happened and lets a test wait for what is to happen. */
export class Recorder {
  readonly happenings: Happening[] = [];
  readonly #waiting: {
    matches: (happening: Happening) => boolean;
    resolve: (happening: Happening) => void;
  }[] = [];

  readonly observe: Observer = (happening) => {
    this.happenings.push(happening);
    for (const waiter of [...this.#waiting]) {
      if (!waiter.matches(happening)) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      waiter.resolve(happening);
    }
  };

  of<Kind extends Happening['kind']>(kind: Kind): Extract<Happening, { kind: Kind }>[] {
    return this.happenings.filter(
      (happening): happening is Extract<Happening, { kind: Kind }> => happening.kind === kind,
    );
  }

  /** The first happening that matches, past or to come. */
  async until(matches: (happening: Happening) => boolean): Promise<Happening> {
    const past = this.happenings.find(matches);
    if (past !== undefined) return past;
    return new Promise((resolve) => this.#waiting.push({ matches, resolve }));
  }
}
