import type { Clock } from '../../local/core/clock.ts';

/** Milliseconds. */
const tick = 1;
const longestStep = 5;
/** Factor of the clock's speed during work, and the most milliseconds for which one piece of work slows it. */
const workingSpeed = 0.05;
const longestWork = 500;

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/**
 * A clock that runs `speed` times faster than real time. It runs slowly at the beginning of each piece of work, and stops
 * while this process does not run. On a loaded machine the functions and the process take longer, and no claim, lease or
 * deadline of the workflow may expire because of that.
 */
export class PatientClock implements Clock {
  readonly #start = Date.now();
  readonly #speed: number;
  readonly #timer: NodeJS.Timeout;
  readonly #sleepers = new Set<Sleeper>();
  /** Milliseconds for which the process has run. */
  #elapsed = 0;
  #lastTick = performance.now();
  #working = 0;

  constructor(speed: number) {
    this.#speed = speed;
    this.#timer = setInterval(() => this.#advance(), tick).unref();
  }

  now(): number {
    return Math.floor(this.#start + this.#elapsed * this.#speed);
  }

  /** Runs slowly until the work ends, or until it has lasted so long that it must be waiting for something. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    let isCounted = true;
    this.#working += 1;
    const stopCounting = () => {
      if (isCounted) this.#working -= 1;
      isCounted = false;
    };
    const timer = setTimeout(stopCounting, longestWork).unref();
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      stopCounting();
    }
  }

  /** @param milliseconds real time, not time of the faster clock; the caller has scaled it */
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
    this.#elapsed += Math.min(now - this.#lastTick, longestStep) * (this.#working > 0 ? workingSpeed : 1);
    this.#lastTick = now;
    for (const sleeper of this.#sleepers) if (sleeper.until <= this.#elapsed) sleeper.wake();
  }
}
