import { describe, expect, it } from '@jest/globals';
import { FAMILIES, FAMILY_ROWS, type Family } from '../../../../lambdas/shared/dashscope/index.ts';
import {
  type Booking,
  createBookings,
  firstSlotAt,
  gapOf,
  LANES,
  slotGrid,
  startOf,
} from '../../../../lambdas/shared/dashscope/slots.ts';
import fc from '../../../support/fast-check.ts';

const families = fc.constantFrom<Family>(...FAMILIES);
const lanes = fc.constantFrom(...LANES);
const shares = fc.oneof(fc.constantFrom(1, 0.5, 0.25, 0.1), fc.double({ min: 0.02, max: 1, noNaN: true }));
const times = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2036, 0) });

describe('the slots of an account', () => {
  it.each([
    ['cosyvoice', 1, 10, 8.82],
    ['cosyvoice', 0.5, 5, 4.41],
    ['cosyvoice', 0.25, 2, 1.76],
    ['qwen', 1, 3, 2.45],
  ] as const)(
    'are limited for %s and the share %d to %i a second, and %d for creates',
    (family, share, limit, creates) => {
      const grid = slotGrid(family, share);
      expect(Math.ceil(1_020_000 / grid.tickUs)).toBe(limit);
      expect(1e6 / gapOf(grid, 'creates')).toBeCloseTo(creates, 1);
      expect(gapOf(grid, 'others')).toBe(grid.tickUs * FAMILY_ROWS[family].limits.slotPeriod);
    },
  );

  it('never exceed the share of the limit in any second, both lanes together', () => {
    fc.assert(
      fc.property(families, shares, times, (family, share, time) => {
        const grid = slotGrid(family, share);
        const starts = LANES.flatMap((lane) =>
          Array.from({ length: 40 }, (_, index) =>
            startOf(grid, lane, firstSlotAt(grid, lane, time) + index),
          ),
        ).sort((one, other) => one - other);
        const allowed = Math.max(1, Math.floor(FAMILY_ROWS[family].limits.requestsPerSecond * share + 1e-9));
        // A delay of up to 18 ms of any call keeps a window of one second within the limit.
        for (const from of starts) {
          expect(starts.filter((at) => at >= from && at < from + 1_018).length).toBeLessThanOrEqual(allowed);
        }
      }),
    );
  });

  it('are numbered so that the first one at the start of a slot is that slot', () => {
    fc.assert(
      fc.property(families, lanes, shares, times, (family, lane, share, time) => {
        const grid = slotGrid(family, share);
        const slot = firstSlotAt(grid, lane, time);
        const start = startOf(grid, lane, slot);
        expect(start).toBeGreaterThanOrEqual(time);
        expect(startOf(grid, lane, slot - 1)).toBeLessThan(time);
        expect(firstSlotAt(grid, lane, start)).toBe(slot);
        expect(Number.isSafeInteger(slot * gapOf(grid, lane))).toBe(true);
      }),
    );
  });

  it('are whole numbers of calls for a share of more than one call a second', () => {
    expect(slotGrid('cosyvoice', 0.29).tickUs).toBe(slotGrid('cosyvoice', 0.2).tickUs);
    expect(slotGrid('cosyvoice', 0.3).tickUs).toBeLessThan(slotGrid('cosyvoice', 0.29).tickUs);
    expect(slotGrid('qwen', 0.1).tickUs).toBeGreaterThan(3_000_000);
  });

  it('are refused for a rate or a share of zero', () => {
    expect(() => slotGrid('cosyvoice', 0)).toThrow(RangeError);
    expect(() => slotGrid('cosyvoice', 1, 0)).toThrow(RangeError);
  });

  it('can be booked in two ways for a create, of which one fits every cursor', () => {
    const now = Date.UTC(2026, 10, 29);
    const fits = ({ kind, from, until, limit }: Booking, cursor: number) =>
      kind === 'idle' ? cursor < from || cursor > limit : cursor >= from && cursor <= until;
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 200_000_000 }), (aheadMs) => {
        const cursor = (now + aheadMs) * 1_000;
        const bookings = createBookings(slotGrid('cosyvoice', 1), now);
        expect(bookings.filter((booking) => fits(booking, cursor))).toHaveLength(1);
      }),
    );
  });
});
