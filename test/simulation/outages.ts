import type { FaultKind, Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Stretches of a schedule in which something is not as it should be: out of reach, switched off, another's. */
export class Outages {
  readonly #time: VirtualTime;
  readonly #stretches = new Map<FaultKind, { readonly from: number; readonly to: number }>();

  constructor(
    { time, random, faults }: { time: VirtualTime; random: Random; faults: Faults },
    kinds: Readonly<Partial<Record<FaultKind, number>>>,
    within: number,
  ) {
    this.#time = time;
    for (const kind of Object.keys(kinds).filter((name): name is FaultKind => name in kinds)) {
      if (!faults.strikes(kind)) continue;
      const from = time.now() + random.between(0, within * 0.6);
      const lasts = random.between(5_000, (kinds[kind] ?? 0) * 1_000);
      this.#stretches.set(kind, { from, to: Math.min(from + lasts, time.now() + within) });
    }
  }

  stretchOf(kind: FaultKind) {
    return this.#stretches.get(kind);
  }

  is(kind: FaultKind): boolean {
    const stretch = this.#stretches.get(kind);
    const now = this.#time.now();
    return stretch !== undefined && now >= stretch.from && now < stretch.to;
  }
}
