import { fullJitterMs, THROTTLE_BACKOFF } from './backoff.ts';
import type { Clock } from './clock.ts';
import {
  type Booking,
  bookedStart,
  createBookings,
  cursorAt,
  type Lane,
  otherBookings,
  type RatedList,
  type SlotGrid,
  slotGrid,
} from './slots.ts';

/** The state of a lane, apart from its cursor. */
export interface LaneState {
  /** Epoch milliseconds until which no call of the lane may start. 0 if the provider has never throttled one. */
  readonly heldUntil: number;
  /** Number of times in a row that the lane was held back. */
  readonly holds: number;
}

/** The change of a lane after the provider throttled one of its calls. */
export interface Hold extends LaneState {
  /** A cursor that is behind this one is moved to it. */
  readonly cursor: number;
}

/** The stored budgets. Every change is one conditional write, and reads are consistent. */
export interface BudgetStore {
  /** Takes a slot. @returns the lane's cursor after it, or null if the condition of the booking does not hold */
  take(list: RatedList, booking: Booking): Promise<number | null>;

  read(list: RatedList, lane: Lane): Promise<LaneState>;

  /** Holds a lane back, unless it is held back for as long already. */
  hold(list: RatedList, lane: Lane, hold: Hold): Promise<void>;
}

/** A slot for one call, which may be sent from `startsAt` on, in epoch milliseconds. */
export interface GrantedSlot {
  readonly kind: 'granted';
  readonly startsAt: number;
}

/** No slot is free within the time that the caller can wait, and none was taken. */
export interface Busy {
  readonly kind: 'busy';
  readonly waitMs: number;
}

/** The store of the budget did not answer, so nothing may be sent. */
export interface Unreachable {
  readonly kind: 'unreachable';
  readonly cause: unknown;
}

/**
 * Keeps the calls of a deployment within its part of the provider account's rate. Each call takes a slot before it is sent,
 * and all functions share the slots.
 */
export interface CallBudget {
  /**
   * Takes the next slot for a create, however far away it is, and does not wait for it.
   *
   * @param leadMs time that the caller needs before the slot starts
   */
  reserve(list: RatedList, leadMs?: number): Promise<GrantedSlot | Unreachable>;

  /** Takes a slot that starts within `maxWaitMs`, and waits for it. */
  acquire(
    list: RatedList,
    lane: Lane,
    maxWaitMs: number,
    signal?: AbortSignal,
  ): Promise<GrantedSlot | Busy | Unreachable>;

  /** Returns true if the lane is held back beyond the start of a slot, so that the slot no longer counts. */
  isHeld(list: RatedList, lane: Lane, startsAt: number): Promise<boolean>;

  /**
   * Holds a lane back for all functions, because the provider has throttled one of its calls.
   *
   * @param requestedByProviderMs the provider's `Retry-After`, or null
   * @returns the milliseconds until calls of the lane may start again
   */
  pushBack(list: RatedList, lane: Lane, requestedByProviderMs: number | null): Promise<number>;
}

export interface SharedBudgetSettings {
  readonly budgetStore: BudgetStore;
  /** This deployment's part of the account's rate, above 0 and at most 1. */
  readonly share: number;
  /** Requests per second of the whole account. Default: the documented limit of each family. */
  readonly requestsPerSecond?: number;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Rounds of bookings for a create. A round fails only if another process changes the lane between its two writes. */
const createRounds = 4;

/** A call that is throttled within this time after a hold doubles the next hold. */
const holdMemoryMs = 10_000;

/** Time that a read or a write of the store may take without delaying the call after it. */
const accessMs = 50;

/** After a longer wait, the lane is read again, because the provider may have throttled another call meanwhile. */
const uncheckedWaitMs = 250;

/** The budget that processes share through a store. */
export class SharedBudget implements CallBudget {
  readonly #settings: SharedBudgetSettings;

  constructor(settings: SharedBudgetSettings) {
    this.#settings = settings;
  }

  async reserve(list: RatedList, leadMs = accessMs): Promise<GrantedSlot | Unreachable> {
    const slot = await this.#take(list, 'creates', { leadMs });
    return slot.kind === 'busy' ? { kind: 'unreachable', cause: 'the lane changed too often' } : slot;
  }

  async acquire(
    list: RatedList,
    lane: Lane,
    maxWaitMs: number,
    signal?: AbortSignal,
  ): Promise<GrantedSlot | Busy | Unreachable> {
    const { clock } = this.#settings;
    const latest = clock.now() + maxWaitMs;
    for (;;) {
      const slot = await this.#take(list, lane, { maxWaitMs: Math.max(0, latest - clock.now()) });
      if (slot.kind !== 'granted') return slot;
      const isLong = slot.startsAt - clock.now() > uncheckedWaitMs;
      if (isLong) {
        await sleepUntil(slot.startsAt - accessMs, clock, signal);
        const held = await this.#heldOrUnreachable(list, lane, slot.startsAt);
        if (held === true) continue;
        if (held !== false) return held;
      }
      await sleepUntil(slot.startsAt, clock, signal);
      return slot;
    }
  }

  async isHeld(list: RatedList, lane: Lane, startsAt: number): Promise<boolean> {
    return (await this.#settings.budgetStore.read(list, lane)).heldUntil > startsAt;
  }

  async pushBack(list: RatedList, lane: Lane, requestedByProviderMs: number | null): Promise<number> {
    const { budgetStore, clock, random } = this.#settings;
    const now = clock.now();
    const holdMs = (holds: number) => throttledMs(holds, requestedByProviderMs, random);
    try {
      const { heldUntil, holds } = await budgetStore.read(list, lane);
      // The throttled call was sent before the lane was held back.
      if (heldUntil > now && requestedByProviderMs === null) return heldUntil - now;
      const inARow = now - heldUntil < holdMemoryMs ? holds : 0;
      const until = Math.max(heldUntil, now + holdMs(inARow));
      const cursor = cursorAt(this.#gridOf(list), lane, until);
      await budgetStore.hold(list, lane, { heldUntil: until, holds: inARow + 1, cursor });
      return until - now;
    } catch {
      // The caller reports the provider's answer. The next throttled call holds the lane back.
      return holdMs(0);
    }
  }

  async #take(
    list: RatedList,
    lane: Lane,
    { leadMs = accessMs, maxWaitMs }: { readonly leadMs?: number; readonly maxWaitMs?: number },
  ): Promise<GrantedSlot | Busy | Unreachable> {
    const { budgetStore, clock } = this.#settings;
    const grid = this.#gridOf(list);
    try {
      for (let round = 0; round < (lane === 'creates' ? createRounds : 1); round += 1) {
        for (const booking of bookingsOf(grid, lane, clock.now() + leadMs, maxWaitMs)) {
          const cursor = await budgetStore.take(list, booking);
          if (cursor !== null) return { kind: 'granted', startsAt: bookedStart(grid, booking, cursor) };
        }
      }
      return { kind: 'busy', waitMs: Math.max(minBusyMs, maxWaitMs ?? 0) };
    } catch (cause) {
      return { kind: 'unreachable', cause };
    }
  }

  async #heldOrUnreachable(list: RatedList, lane: Lane, startsAt: number): Promise<boolean | Unreachable> {
    try {
      return await this.isHeld(list, lane, startsAt);
    } catch (cause) {
      return { kind: 'unreachable', cause };
    }
  }

  #gridOf({ family }: RatedList): SlotGrid {
    return slotGrid(family, this.#settings.share, this.#settings.requestsPerSecond);
  }
}

async function sleepUntil(time: number, clock: Clock, signal?: AbortSignal): Promise<void> {
  const waitMs = time - clock.now();
  if (waitMs > 0) await clock.sleep(waitMs, signal);
}

const minBusyMs = 1_000;

/** @param from earliest start in epoch milliseconds */
function bookingsOf(grid: SlotGrid, lane: Lane, from: number, maxWaitMs?: number): readonly Booking[] {
  return lane === 'creates'
    ? createBookings(grid, from, maxWaitMs)
    : otherBookings(grid, from, maxWaitMs ?? 0);
}

function throttledMs(holds: number, requestedByProviderMs: number | null, random: () => number): number {
  return Math.max(fullJitterMs(holds, THROTTLE_BACKOFF, random), requestedByProviderMs ?? 0);
}

/** Returns a budget that grants every call at once, for a provider without limits, such as a simulator. */
export function unlimitedBudget(random: () => number = Math.random): CallBudget {
  const granted = { kind: 'granted', startsAt: 0 } as const;
  return {
    reserve: async () => granted,
    acquire: async () => granted,
    isHeld: async () => false,
    pushBack: async (_list, _lane, requestedByProviderMs) => throttledMs(0, requestedByProviderMs, random),
  };
}
