import type { BudgetStore, Hold, LaneState } from './budget.ts';
import type { Booking, Lane, RatedList } from './slots.ts';

interface MemoryLane extends LaneState {
  readonly cursor: number;
}

const unused: MemoryLane = { cursor: 0, heldUntil: 0, holds: 0 };

/** The budgets of one process. A client that shares its account with no other process needs no table. */
export class MemoryBudgetStore implements BudgetStore {
  readonly #lanes = new Map<string, MemoryLane>();

  async take(list: RatedList, booking: Booking): Promise<number | null> {
    const { kind, lane: name, from, until, limit, gap, unlessHeldAt } = booking;
    const lane = this.#lane(list, name);
    const { cursor } = lane;
    const isHeldBack = unlessHeldAt !== null && this.#lane(list, 'others').heldUntil > unlessHeldAt;
    const isFree = kind === 'idle' ? cursor < from || cursor > limit : cursor >= from && cursor <= until;
    if (isHeldBack || !isFree) return null;
    const after = (kind === 'idle' ? from : cursor) + gap;
    this.#lanes.set(keyOf(list, name), { ...lane, cursor: after });
    return after;
  }

  async read(list: RatedList, lane: Lane): Promise<LaneState> {
    return this.#lane(list, lane);
  }

  async hold(list: RatedList, lane: Lane, { heldUntil, holds, cursor }: Hold): Promise<void> {
    const before = this.#lane(list, lane);
    if (before.heldUntil >= heldUntil) return;
    this.#lanes.set(keyOf(list, lane), { heldUntil, holds, cursor: Math.max(before.cursor, cursor) });
  }

  #lane(list: RatedList, lane: Lane): MemoryLane {
    return this.#lanes.get(keyOf(list, lane)) ?? unused;
  }
}

function keyOf({ family, scope }: RatedList, lane: Lane): string {
  return `${family} ${scope} ${lane}`;
}
