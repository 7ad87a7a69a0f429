/**
 * The arithmetic of slots: the moments at which calls to one provider account may start. Slots lie on a grid that is
 * aligned to the epoch, so processes agree on them without a message. Times and gaps are whole microseconds, so that a
 * table can add them without rounding.
 */
import { FAMILY_ROWS } from './families.ts';
import type { Family, Operation, Scope } from './vocabulary.ts';

/** Two parts of an account's rate. Creates have most of it, and the other calls can use what creates leave idle. */
export const LANES = ['creates', 'others'] as const;
export type Lane = (typeof LANES)[number];

export function laneOf(operation: Operation): Lane {
  return operation === 'create' ? 'creates' : 'others';
}

/** The calls that share a limit of the provider: those of one family in one scope. */
export interface RatedList {
  readonly family: Family;
  readonly scope: Scope;
}

/** The slots of one deployment for one family. */
export interface SlotGrid {
  /** Time between two slots. */
  readonly tickUs: number;
  /** The last slot of each `period` belongs to the lane `others`, and the slots before it to `creates`. */
  readonly period: number;
}

/** Delays of less than this between a slot and its call keep every window of one second within the limit. */
const jitterUs = 20_000;
const secondUs = 1_000_000;

/** No lane is booked further ahead. A cursor beyond that comes from a wrong clock, and is replaced. */
const LONGEST_QUEUE_MS = 86_400_000;

/**
 * Returns the grid of a deployment's part of a limit. A part of more than one call a second is rounded down to whole
 * calls, so that the parts of several deployments do not add up to more than the limit in any second.
 *
 * @param share the deployment's part of the account's rate, above 0 and at most 1
 */
export function slotGrid(family: Family, share: number, requestsPerSecond = limitOf(family)): SlotGrid {
  const period = FAMILY_ROWS[family].limits.slotPeriod;
  const rate = requestsPerSecond * share;
  if (!(rate > 0)) throw new RangeError('requestsPerSecond and share must be above 0');
  const perSecond = rate < 1 ? rate : Math.floor(rate + 1e-9);
  // A multiple of `period - 1` makes the gap of the lane `creates` a whole number.
  const tickUs = Math.ceil((secondUs + jitterUs) / perSecond / (period - 1)) * (period - 1);
  return { tickUs, period };
}

/** Returns the average time between two slots of a deployment, in milliseconds. */
export function slotMilliseconds(family: Family, share: number): number {
  return slotGrid(family, share).tickUs / 1_000;
}

function limitOf(family: Family): number {
  return FAMILY_ROWS[family].limits.requestsPerSecond;
}

/** Returns the average time between two slots of a lane. A lane's cursor advances by it. */
export function gapOf({ tickUs, period }: SlotGrid, lane: Lane): number {
  return lane === 'creates' ? (tickUs / (period - 1)) * period : tickUs * period;
}

/** Returns the number of the lane's first slot that starts at a time or later, in whole epoch milliseconds. */
export function firstSlotAt({ tickUs, period }: SlotGrid, lane: Lane, timeMs: number): number {
  const tick = Math.floor(((timeMs - 1) * 1_000) / tickUs) + 1;
  const whole = Math.floor(tick / period);
  if (lane === 'others') return whole;
  return whole * (period - 1) + Math.min(tick % period, period - 1);
}

/** Returns the start of a lane's slot in epoch milliseconds, rounded up to whole ones. */
export function startOf({ tickUs, period }: SlotGrid, lane: Lane, slot: number): number {
  const own = period - 1;
  const tick = lane === 'others' ? slot * period + own : Math.floor(slot / own) * period + (slot % own);
  return Math.ceil((tick * tickUs) / 1_000);
}

/**
 * One way to take the next slot of a lane, as one conditional change of its cursor. The cursor is the lane's next free
 * slot, in microseconds of the lane: the slot's number times the lane's gap.
 *
 * - `idle`: the cursor is below `from`, or above `limit`. The slot at `from` is taken.
 * - `queued`: the cursor is between `from` and `until`. The slot at the cursor is taken.
 */
export interface Booking {
  readonly kind: 'idle' | 'queued';
  readonly lane: Lane;
  /** The lane's first slot that is not in the past. */
  readonly from: number;
  readonly until: number;
  readonly limit: number;
  readonly gap: number;
  /** Epoch milliseconds. The booking fails while other calls than creates are held back at this time. Null for no check. */
  readonly unlessHeldAt: number | null;
}

/**
 * Returns the ways to take a slot for a create. The first one succeeds under load.
 *
 * @param maxWaitMs maximum time until the slot
 */
export function createBookings(
  grid: SlotGrid,
  now: number,
  maxWaitMs = LONGEST_QUEUE_MS,
): readonly Booking[] {
  const own = { ...reach(grid, 'creates', now, maxWaitMs), unlessHeldAt: null };
  const bookings: Booking[] = [
    { ...own, kind: 'queued' },
    { ...own, kind: 'idle' },
  ];
  return bookings.filter(isWithinReach);
}

/** Time for which other calls may queue in the lane of creates. It limits the time that a create waits for them. */
const borrowedMs = 1_000;

/**
 * Returns the ways to take a slot for another call: slots that creates leave idle, then those of the lane `others`.
 *
 * @param maxWaitMs maximum time until the slot
 */
export function otherBookings(grid: SlotGrid, now: number, maxWaitMs: number): readonly Booking[] {
  const borrowed = reach(grid, 'creates', now, Math.min(borrowedMs, maxWaitMs));
  const own = reach(grid, 'others', now, maxWaitMs);
  const bookings: Booking[] = [
    { ...borrowed, kind: 'idle', unlessHeldAt: now },
    { ...borrowed, kind: 'queued', unlessHeldAt: now },
    { ...own, kind: 'idle', unlessHeldAt: null },
    { ...own, kind: 'queued', unlessHeldAt: null },
  ];
  return bookings.filter(isWithinReach);
}

function isWithinReach({ from, until }: Booking): boolean {
  return from <= until;
}

function reach(grid: SlotGrid, lane: Lane, now: number, aheadMs: number) {
  const lastBefore = (timeMs: number) => cursorAt(grid, lane, timeMs + 1) - gap;
  const gap = gapOf(grid, lane);
  const until = lastBefore(now + aheadMs);
  return { lane, gap, from: cursorAt(grid, lane, now), until, limit: lastBefore(now + LONGEST_QUEUE_MS) };
}

/** Returns the cursor of a lane whose next slot is the first one that starts at a time or later. */
export function cursorAt(grid: SlotGrid, lane: Lane, timeMs: number): number {
  return firstSlotAt(grid, lane, timeMs) * gapOf(grid, lane);
}

/** Returns the start in epoch milliseconds of the slot that a booking took. @param cursor the lane's cursor after it */
export function bookedStart(grid: SlotGrid, { lane, gap }: Booking, cursor: number): number {
  return startOf(grid, lane, Math.floor((cursor - gap) / gap));
}
