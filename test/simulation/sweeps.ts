import { z } from 'zod';
import type { EventEntry } from '../../local/core/ports.ts';
<<<<<<< HEAD
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
=======
import type { Engine } from './engine.ts';
import type { Outages } from './outages.ts';
import type { EdgeParts } from './process.ts';
import type { MemoryTable } from './table/memory-table.ts';

export interface SweepParts extends EdgeParts {
  readonly outages: Outages;
  readonly table: MemoryTable;
  readonly engine: Engine;
  readonly list: { readonly family: string; readonly scope: string };
  readonly newName: () => string;
>>>>>>> 448077d (Simulation: lost, late and doubled task tokens, lists that lie, and dead sweeps; the sweep's pace)
}

const parkedItem = z.object({ voiceId: z.object({ S: z.string().startsWith('WAIT#') }) });
const beginsReview = z.object({
  source: z.literal('voice-design'),
  detailType: z.literal('Voice Created'),
  detail: z.object({
    voice: z.object({ status: z.literal('DEPLOYING'), family: z.string(), scope: z.string() }),
  }),
});
<<<<<<< HEAD
=======

/** Time from an event until its target starts. EventBridge takes about half a second. */
const deliveryMilliseconds = [100, 900] as const;

/** Returns true for the item of a parked execution. */
export function isParkedItem(item: unknown): boolean {
  return parkedItem.safeParse(item).success;
}

/** The starts of the state machine *sweep reviews*: each minute, and when a voice begins its review. */
export class Sweeps {
  /** Number of runs that were started. */
  runs = 0;
  readonly #parts: SweepParts;

  constructor(parts: SweepParts) {
    this.#parts = parts;
    this.#eachMinute();
  }

  /** The rule on new voices. */
  deliver(entry: EventEntry): void {
    const created = beginsReview.safeParse(entry);
    if (!created.success) return;
    const { time, random } = this.#parts;
    const { family, scope } = created.data.detail.voice;
    time.after(random.between(...deliveryMilliseconds), () => this.#start({ family, scope }));
  }

  #eachMinute(): void {
    const { time, table, faults, list } = this.#parts;
    time.after(60_000, () => {
      // Without a parked voice, a run ends at once.
      if (table.items().some(isParkedItem) && !faults.strikes('schedule: does not fire')) {
        if (faults.strikes('sweep: two at once')) this.#startWithoutLease();
        this.#start({ ...list, relays: true });
      }
      this.#eachMinute();
    });
  }

  /** Starts a run that finds no lease, so that it sweeps at the same time as another one. */
  #startWithoutLease(): void {
    const { table, list } = this.#parts;
    const Key = { voiceId: { S: `SWEEP#${list.family}#${list.scope}` } };
    void table.call('DeleteItem', { TableName: table.name, Key });
    this.#start(list);
  }

  #start(input: object): void {
    const { engine, outages, newName } = this.#parts;
    if (outages.is('sweep: dead for a while')) return;
    engine.start('sweep', newName(), input);
    this.runs += 1;
  }
}
>>>>>>> 448077d (Simulation: lost, late and doubled task tokens, lists that lie, and dead sweeps; the sweep's pace)
