import type { TimeScale } from './services/ports.ts';

/** Time as the runner's own timers see it; replaced in tests that run hours in no time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Ends early, without an error, when the signal aborts. At most 2^31 - 1 ms: a longer timer of JavaScript fires at once. */
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

/** @param factor how many times shorter waits are; 1 for as long as the definition says */
export function timeScale(factor: number): TimeScale {
  return { factor, scale: (milliseconds) => milliseconds / factor };
}
