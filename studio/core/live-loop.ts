/** Timers and the state of the page. */
export interface LiveClock {
  /** Runs a function after a time. Returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
  isHidden(): boolean;
}

export interface LiveLoopOptions<Value> {
  /** Loads the value. `previous` is what the last load returned. To report no change, return it. */
  readonly load: (signal: AbortSignal, previous: Value | undefined) => Promise<Value>;
  readonly onValue: (value: Value) => void;
  /** @returns true if the load may succeed later */
  readonly onError: (error: unknown) => boolean;
  readonly clock: LiveClock;
  /** A value of an earlier loop, with which the first load begins. */
  readonly initial?: Value | undefined;
  /** Compares with the previous value, which is kept if nothing has changed. @default their JSON is compared */
  readonly isSame?: (value: Value, previous: Value) => boolean;
}

/** Wait after a change, in milliseconds. Without changes it grows to `idleMs`. */
export const activeMs = 2_000;
/** Longest wait while nothing changes. */
export const idleMs = 15_000;
/** Wait while the page is hidden, and longest wait while loads fail. */
export const hiddenMs = 60_000;

/**
 * Loads a value again and again, one load at a time. It loads less often while nothing changes, while loads fail and while
 * the page is hidden.
 */
export class LiveLoop<Value> {
  readonly #options: LiveLoopOptions<Value>;
  #previous: Value | undefined;
  #waitMs = activeMs;
  #failures = 0;
  #cancelTimer = () => {};
  #running: AbortController | null = null;
  #isStopped = true;
  #isStale = false;

  constructor(options: LiveLoopOptions<Value>) {
    this.#options = options;
    this.#previous = options.initial;
  }

  start(): void {
    this.#isStopped = false;
    this.refresh();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
    this.#running?.abort();
  }

  /** Loads now. While a load is running, another follows it, because the running one may have missed a change. */
  refresh(): void {
    if (this.#isStopped) return;
    this.#cancelTimer();
    this.#waitMs = activeMs;
    if (this.#running !== null) {
      this.#isStale = true;
      return;
    }
    void this.#run();
  }

  async #run(): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.#isStale = false;
    try {
      const value = await this.#options.load(running.signal, this.#previous);
      if (this.#isStopped) return;
      this.#failures = 0;
      const { isSame = hasSameJson } = this.#options;
      const changed = this.#previous === undefined || !isSame(value, this.#previous);
      this.#waitMs = changed ? activeMs : Math.min(this.#waitMs * 1.5, idleMs);
      if (changed) this.#previous = value;
      this.#options.onValue(this.#previous ?? value);
    } catch (error) {
      if (this.#isStopped) return;
      this.#failures += 1;
      if (!this.#options.onError(error)) this.#waitMs = hiddenMs;
    } finally {
      this.#running = null;
      if (!this.#isStopped) this.#schedule();
    }
  }

  #schedule(): void {
    const failing = this.#failures === 0 ? 0 : activeMs * 2 ** Math.min(this.#failures - 1, 10);
    const wait = this.#options.clock.isHidden()
      ? hiddenMs
      : Math.min(Math.max(this.#waitMs, failing), hiddenMs);
    this.#cancelTimer = this.#options.clock.after(this.#isStale ? 0 : wait, () => void this.#run());
  }
}

function hasSameJson(one: unknown, other: unknown): boolean {
  return Object.is(one, other) || JSON.stringify(one) === JSON.stringify(other);
}
