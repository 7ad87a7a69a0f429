import type { Clock } from '../../local/core/clock.ts';

interface Timer {
  readonly at: number;
  readonly fire: () => void;
  unref(): Timer;
}

const immediately = globalThis.setImmediate;

/**
 * Simulated time. It jumps to the next timer when no work is left at the present moment. All waits of a simulation use
 * it, JavaScript's own timers included, so that a day takes only as long as its work.
 */
export class VirtualTime implements Clock {
  #now: number;
  /** Sorted by time, and timers of the same time in the order of their creation. */
  readonly #timers: Timer[] = [];

  constructor(begin: Date) {
    this.#now = begin.getTime();
  }

  now = (): number => this.#now;

  date = (): Date => new Date(this.#now);

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = () => {
        signal?.removeEventListener('abort', end);
        this.#remove(timer);
        resolve();
      };
      const timer = this.#set(end, milliseconds);
      signal?.addEventListener('abort', end, { once: true });
    });
  }

  /** Does work after a delay, without a way to await or cancel it. */
  after(milliseconds: number, work: () => void): void {
    this.#set(work, milliseconds);
  }

  /**
   * Does work with JavaScript's timers in this time.
   * @param random replaces `Math.random`, from which the interpreter of the state machines draws its jitter
   */
  async rule<Result>(work: () => Promise<Result>, random: () => number): Promise<Result> {
    const { setTimeout, clearTimeout } = globalThis;
    const mathRandom = Math.random;
    Math.random = random;
    Object.assign(globalThis, {
      setTimeout: (fire: () => void, milliseconds = 0) => this.#set(fire, milliseconds),
      clearTimeout: (timer: Timer | undefined) => timer && this.#remove(timer),
    });
    try {
      return await work();
    } finally {
      Math.random = mathRandom;
      Object.assign(globalThis, { setTimeout, clearTimeout });
    }
  }

  /** Advances to a moment, and runs every timer until then. */
  async pass(until: number): Promise<void> {
    for (;;) {
      // All work runs to its next wait. Simulated work waits only for these timers.
      await new Promise((resolve) => immediately(resolve));
      const next = this.#timers[0];
      if (!next || next.at > until) break;
      this.#timers.shift();
      this.#now = Math.max(this.#now, next.at);
      next.fire();
    }
    this.#now = Math.max(this.#now, until);
  }

  #set(fire: () => void, milliseconds: number): Timer {
    const timer: Timer = { at: this.#now + Math.max(0, Math.ceil(milliseconds)), fire, unref: () => timer };
    const later = this.#timers.findIndex(({ at }) => at > timer.at);
    this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer);
    return timer;
  }

  #remove(timer: Timer): void {
    const index = this.#timers.indexOf(timer);
    if (index >= 0) this.#timers.splice(index, 1);
  }
}
