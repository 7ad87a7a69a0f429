import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Log, log } from './log.ts';

/** Clock, randomness and log of a function. Tests replace them. */
export interface System {
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Returns a number in [0, 1), for jitter. It can be predicted. */
  readonly random: () => number;
  /** Returns an integer from 0 to below the bound that cannot be predicted. */
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
