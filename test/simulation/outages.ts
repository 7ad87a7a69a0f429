import type { FaultKind, Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Limits of a stretch. */
export interface StretchLimits {
  /** Maximum length; seconds. */
  readonly seconds: number;
  /** True for a stretch that often begins within the first minutes, while voices are being created. */
  readonly early?: true;
}

/** No stretch begins earlier, so that the deployment works first; milliseconds. */
export const calmMilliseconds = 60_000;

/** Stretches of a schedule with a service out of reach, a switch off, or the key of another account. */
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

  /** Returns a line for each stretch, with its seconds since the schedule began. */
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

  /** Returns true once a stretch has begun, even if it has ended. */
  hasBegun(kind: FaultKind): boolean {
    const stretch = this.#stretches.get(kind);
    return stretch !== undefined && this.#time.now() >= stretch.from;
  }
}
