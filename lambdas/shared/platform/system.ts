import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Log, log } from './log.ts';

/** Clock, randomness and log of a function, which tests replace. */
export interface System {
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Returns a predictable random number in [0, 1), for jitter. */
  readonly random: () => number;
  /** Returns an unpredictable random integer from 0 up to but not including the bound. */
  readonly randomInt: (bound: number) => number;
  readonly randomUuid: () => string;
  readonly log: Log;
}

export const system: System = {
  now: () => new Date(),
  sleep: (milliseconds) => sleep(milliseconds),
  random: Math.random,
  randomInt: (bound) => randomInt(bound),
  randomUuid: () => randomUUID(),
  log,
};
