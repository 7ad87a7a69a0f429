import { FAMILY_ROWS, type Family, type Operation } from '../../../lambdas/shared/dashscope/index.ts';
import type { Account } from './keys.ts';

/** Senders of calls to the provider: the simulated deployment, another one with its own share, and a foreign program. */
export type Sender = 'deployment' | 'neighbor' | 'program';

/** A call on its way to the provider. */
export interface SentCall {
  readonly action: Operation;
  readonly account: Account;
  readonly family: Family;
  readonly sender: Sender;
  /** Start of its slot by the clock of its process; null for a sender without slots. */
  readonly slotAt: number | null;
  /** Milliseconds by which the clock of its process is ahead. */
  readonly clockOffset: number;
}

/** A call that has reached the provider. */
export interface ProviderCall extends SentCall {
  readonly at: number;
  /** False if the provider answered 429. */
  readonly isAdmitted: boolean;
}

const second = 1_000;

/** Delay between a slot and its call that keeps every second within the limit; milliseconds. */
const allowedDelay = 18;

/** The provider's limit on the calls of one second, for each account and family. */
export class RequestRate {
  readonly calls: ProviderCall[] = [];
  readonly #admitted = new Map<string, number[]>();

  /** Receives a call. @returns false if the provider answers 429 */
  admit(call: SentCall, at: number): boolean {
    const { account, family } = call;
    const key = `${account} ${family}`;
    const recent = (this.#admitted.get(key) ?? []).filter((earlier) => earlier > at - second);
    const isAdmitted = recent.length < limitOf(family);
    if (isAdmitted) recent.push(at);
    this.#admitted.set(key, recent);
    this.calls.push({ ...call, at, isAdmitted });
    return isAdmitted;
  }
}

export function limitOf(family: Family): number {
  return FAMILY_ROWS[family].limits.requestsPerSecond;
}

/** Returns true for a call at its slot, by a process whose clock is right and that was not paused after the slot. */
export function isPunctual({ slotAt, clockOffset, at }: ProviderCall): boolean {
  return slotAt !== null && clockOffset === 0 && at >= slotAt && at - slotAt <= allowedDelay;
}

/** Returns the largest number of calls within a second. The calls are in the order of their times. */
export function fullestSecond(calls: readonly Pick<ProviderCall, 'at'>[]): number {
  let fullest = 0;
  let first = 0;
  for (const [index, { at }] of calls.entries()) {
    while ((calls[first]?.at ?? at) <= at - second) first += 1;
    fullest = Math.max(fullest, index - first + 1);
  }
  return fullest;
}
