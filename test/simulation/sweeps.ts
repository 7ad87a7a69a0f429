import { z } from 'zod';
import type { EventEntry } from '../../local/core/ports.ts';
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
}

const beginsReview = z.object({
  source: z.literal('voice-design'),
  detailType: z.literal('Voice Created'),
  detail: z.object({
    voice: z.object({ status: z.literal('DEPLOYING'), family: z.string(), scope: z.string() }),
  }),
});

/** Time from an event until its target starts. EventBridge takes about half a second. */
const deliveryMilliseconds = [100, 900] as const;

/** Returns true for the item of a parked execution. */
export function isParkedItem(item: unknown): boolean {
  return String(Object(item).voiceId?.S).startsWith('WAIT#');
}

/** The starts of the state machine *sweep reviews*: each minute, and when a voice begins its review. */
export class ReviewSweeps {
  /** Number of runs that were started. */
  runs = 0;
  readonly #parts: SweepParts;

  constructor(parts: SweepParts) {
    this.#parts = parts;
    this.#eachMinute();
  }

  /** Starts a sweep if the event announces a new review. */
  after(entry: EventEntry): void {
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
      if (table.some(isParkedItem) && !faults.strikes('schedule: does not fire')) {
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
