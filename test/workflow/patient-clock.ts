import type { Clock } from '../../local/clock.ts';

/** Milliseconds. */
const tick = 1;
const longestStep = 5;

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/**
 * A clock that runs `speed` times faster than real time and stands still while this process does not run. On a loaded
 * machine the process waits most of the time; no claim, lease or deadline of the workflow runs out meanwhile.
 */
export class PatientClock implements Clock {
  readonly #start = Date.now();
  readonly #speed: number;
  readonly #timer: NodeJS.Timeout;
  readonly #sleepers = new Set<Sleeper>();
  /** Milliseconds for which the process has run. */
  #elapsed = 0;
  #lastTick = performance.now();

  constructor(speed: number) {
    this.#speed = speed;
    this.#timer = setInterval(() => this.#advance(), tick).unref();
  }

  now(): number {
    return Math.floor(this.#start + this.#elapsed * this.#speed);
  }

  /** @param milliseconds of the process, not of the faster clock: the caller has scaled them */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = { until: this.#elapsed + milliseconds, wake: () => end() };
      const end = () => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', end);
        resolve();
      };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #advance(): void {
    const now = performance.now();
    this.#elapsed += Math.min(now - this.#lastTick, longestStep);
    this.#lastTick = now;
    for (const sleeper of this.#sleepers) if (sleeper.until <= this.#elapsed) sleeper.wake();
  }
}
