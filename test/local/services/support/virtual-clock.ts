import { setImmediate as settled } from 'node:timers/promises';
import type { Clock } from '../../../../local/core/clock.ts';

/** A clock that a test moves forward. */
export class VirtualClock implements Clock {
  #now: number;
  #sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    this.#sleepers.push({ until: this.#now + milliseconds, wake });
    signal.addEventListener('abort', wake, { once: true });
    await promise;
    signal.removeEventListener('abort', wake);
  }

  /** Moves to the time. Each sleeper wakes at its own time and finishes its work before the next one wakes. */
  async moveTo(time: string): Promise<void> {
    const end = Date.parse(time);
    for (;;) {
      await settled();
      const [next] = this.#sleepers.toSorted((a, b) => a.until - b.until);
      if (next === undefined || next.until > end) break;
      this.#now = Math.max(this.#now, next.until);
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      next.wake();
    }
    this.#now = end;
  }

  /** Moves to the time without waking sleepers before it, as when the laptop was asleep. */
  jumpTo(time: string): void {
    this.#now = Date.parse(time);
  }
}
