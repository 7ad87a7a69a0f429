import { z } from 'zod';
import type { EventEntry } from '../../local/core/ports.ts';
import type { Faults } from './faults.ts';
import type { MemoryTable } from './table/memory-table.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface SweepParts {
  readonly time: VirtualTime;
  readonly faults: Faults;
  readonly table: MemoryTable;
  /** Starts an execution of the sweep. */
  readonly start: (input: object) => void;
  readonly list: () => { readonly family: string; readonly scope: string };
}

/** Starts the sweep of parked reviews: by its schedule each minute, and after the event of a new review. */
export class ReviewSweeps {
  readonly #parts: SweepParts;

  constructor(parts: SweepParts) {
    this.#parts = parts;
  }

  /** Starts a sweep if the event announces a new review. */
  after(entry: EventEntry): void {
    const created = beginsReview.safeParse(entry);
    if (created.success) this.#parts.start({ ...created.data.detail.voice });
  }

  /** Starts a run each minute. A run ends at once if no voice is parked. */
  eachMinute(): void {
    const { time, faults, table, start, list } = this.#parts;
    time.after(60_000, () => {
      const { family, scope } = list();
      const isFired = !faults.strikes('schedule: does not fire');
      const isParked = () => table.items().some((item) => parkedItem.safeParse(item).success);
      if (isFired && isParked()) start({ family, scope, relays: true });
      this.eachMinute();
    });
  }
}

const parkedItem = z.object({ voiceId: z.object({ S: z.string().startsWith('WAIT#') }) });
const beginsReview = z.object({
  source: z.literal('voice-design'),
  detailType: z.literal('Voice Created'),
  detail: z.object({
    voice: z.object({ status: z.literal('DEPLOYING'), family: z.string(), scope: z.string() }),
  }),
});
