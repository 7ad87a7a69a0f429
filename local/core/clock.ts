/** The time source of the runner's own timers. Tests replace it to run hours of virtual time at once. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Resolves after the given time, or without an error as soon as the signal aborts. The maximum is 2^31 - 1 ms: a longer
   * JavaScript timer fires at once.
   */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, Math.max(0, milliseconds));
      signal.addEventListener('abort', end, { once: true });
    }),
};

/** The factor by which waits are shortened. */
export interface TimeScale {
  readonly factor: number;
  /** Returns the real milliseconds of a wait of `milliseconds`. */
  scale(milliseconds: number): number;
}

/** @param factor the divisor of every wait; 1 leaves waits unchanged */
export function timeScale(factor: number): TimeScale {
  return { factor, scale: (milliseconds) => milliseconds / factor };
}
