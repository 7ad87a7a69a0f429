import type { FaultKind, Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** When a stretch begins and how long it lasts. */
export interface StretchLimits {
  /** The longest; seconds. */
  readonly seconds: number;
  /** Whether it often begins within the first minutes, while voices are being created. */
  readonly early?: true;
}

/** Before this nothing begins: the deployment has worked before; milliseconds. */
export const calmMilliseconds = 60_000;

/** Stretches of a schedule in which something is not as it should be: out of reach, switched off, another account's. */
export class Outages {
  readonly #time: VirtualTime;
  readonly #stretches = new Map<FaultKind, { readonly from: number; readonly to: number }>();

  constructor(
    { time, random, faults }: { time: VirtualTime; random: Random; faults: Faults },
    kinds: Readonly<Partial<Record<FaultKind, StretchLimits>>>,
    within: number,
  ) {
    this.#time = time;
    const begin = time.now() + calmMilliseconds;
    for (const kind of Object.keys(kinds).filter((name): name is FaultKind => name in kinds)) {
      const limits = kinds[kind];
      if (!limits || !faults.strikes(kind)) continue;
      const latest = limits.early && random.chance(0.4) ? 180_000 : within * 0.6;
      const from = begin + random.between(0, latest);
      const lasts = random.between(5_000, limits.seconds * 1_000);
      this.#stretches.set(kind, { from, to: Math.min(from + lasts, begin + within) });
    }
  }

  stretchOf(kind: FaultKind) {
    return this.#stretches.get(kind);
  }

  /** Every stretch with its seconds since the schedule began, for people. */
  describe(begin: number): string[] {
    const seconds = (time: number) => Math.round((time - begin) / 1_000);
    return [...this.#stretches].map(
      ([kind, { from, to }]) => `${kind}: ${seconds(from)} to ${seconds(to)} s`,
    );
  }

  is(kind: FaultKind): boolean {
    const stretch = this.#stretches.get(kind);
    const now = this.#time.now();
    return stretch !== undefined && now >= stretch.from && now < stretch.to;
  }

  /** Whether a stretch has begun, ended or not. */
  hasBegun(kind: FaultKind): boolean {
    const stretch = this.#stretches.get(kind);
    return stretch !== undefined && this.#time.now() >= stretch.from;
  }
}
