import type { Json } from '../language/definition.ts';

/** The details of an event: one member, such as `stateEnteredEventDetails`. */
export type EventDetails = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** An event as `GetExecutionHistory` returns it, except for its time, which is in milliseconds since 1970. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  readonly details?: EventDetails;
}

export interface HistoryOptions {
  /** The id of the last stored event. */
  readonly lastId: number;
  /** False if the events are only counted. */
  readonly keep: boolean;
  /** Returns milliseconds since 1970. */
  readonly now: () => number;
}

/** The events of an execution since the last stored one. */
export class History {
  readonly events: HistoryEvent[] = [];
  readonly #options: HistoryOptions;
  #lastId: number;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#lastId = options.lastId;
  }

  get lastId(): number {
    return this.#lastId;
  }

  /** Adds an event, and returns its id. */
  add(type: string, previousEventId: number, details?: () => EventDetails, timestamp?: number): number {
    this.#lastId += 1;
    const { keep, now } = this.#options;
    if (keep) {
      const event = { id: this.#lastId, previousEventId, timestamp: timestamp ?? now(), type };
      this.events.push(details === undefined ? event : { ...event, details: details() });
    }
    return this.#lastId;
  }
}

/** An attempt of a task that has not ended. */
export interface OpenTask {
  timedOut(): void;
}

/**
 * The events of the states that run one after another: those of an execution, of an iteration of a Map state, or of a branch
 * of a Parallel state. Each event names the one before it.
 */
export class HistoryThread {
  readonly history: History;
  /** The attempt of the current task, which the interpreter can end. */
  openTask: OpenTask | undefined;
  /** The type of the state that runs, or undefined between two states. */
  stateType: string | undefined;
  #last: number;

  /** @param last the id of the event before the first one of the thread, or 0 */
  constructor(history: History, last: number) {
    this.history = history;
    this.#last = last;
  }

  /** The id of the event that the next one names. */
  get last(): number {
    return this.#last;
  }

  /** Adds an event that the next event of the thread names. Returns its id. */
  add(type: string, details?: () => EventDetails, timestamp?: number): number {
    this.#last = this.addAside(type, details, timestamp);
    return this.#last;
  }

  /** Adds an event that no event names. */
  addAside(type: string, details?: () => EventDetails, timestamp?: number): number {
    return this.history.add(type, this.#last, details, timestamp);
  }

  /** Returns a thread of an iteration or a branch, which continues after an event. */
  fork(after: number): HistoryThread {
    return new HistoryThread(this.history, after);
  }

  /** Returns a thread whose events are not part of the history. */
  uncounted(): HistoryThread {
    return new HistoryThread(new History({ lastId: 0, keep: false, now: () => 0 }), 0);
  }

  /** Continues after the event of an iteration or a branch. */
  join(after: number): void {
    this.#last = after;
  }
}

/** Returns a value of an event, which is JSON text. */
export function dataOf(name: 'input' | 'output', value: Json): Readonly<Record<string, Json>> {
  return { [name]: JSON.stringify(value), [`${name}Details`]: { truncated: false } };
}
