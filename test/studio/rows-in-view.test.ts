import { describe, expect, it } from '@jest/globals';
import { rowsInView } from '../../studio/ui/windowed-list.tsx';
import fc from '../support/fast-check.ts';

describe('rowsInView', () => {
  it('contains every visible row, and few others, wherever the page is scrolled', async () => {
    const sizes = fc.record({
      top: fc.integer({ min: -200_000, max: 2_000 }),
      windowHeight: fc.integer({ min: 200, max: 3_000 }),
      rowHeight: fc.integer({ min: 40, max: 240 }),
      count: fc.nat({ max: 2_000 }),
    });
    await fc.assert(
      fc.property(sizes, ({ top, windowHeight, rowHeight, count }) => {
        const { start, end } = rowsInView(top, windowHeight, rowHeight, count);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(count);
        for (let row = 0; row < count; row += 1) {
          const y = top + row * rowHeight;
          const isVisible = y + rowHeight > 0 && y < windowHeight;
          if (isVisible) expect(row >= start && row < end).toBe(true);
        }
        expect(end - start).toBeLessThanOrEqual(windowHeight / rowHeight + 24);
      }),
    );
  });
});
