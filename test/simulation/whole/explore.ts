import { createHash } from 'node:crypto';
import type { Family } from '../../../lambdas/shared/dashscope/index.ts';
import { type FaultKind, faultKinds } from '../faults.ts';
import { faultsWithoutOccasion } from './faults-without-occasion.ts';
import { type RequestResult, runRequest } from './one-request.ts';
import type { Occasion } from './scripted-faults.ts';

/** Faults of one run of the request: none, one, or two in order. */
export interface Script {
  readonly family: Family;
  readonly faults: readonly Occasion[];
}

/** The kinds of faults that strike. */
const kinds: ReadonlySet<FaultKind> = new Set(faultKinds.filter((kind) => !(kind in faultsWithoutOccasion)));

export const families: readonly Family[] = ['qwen', 'cosyvoice'];

/** Every single fault of a request, and every pair of faults that it leads to. */
export class FaultPairs {
  /** Kinds that had an occasion in some run. */
  readonly reached = new Set<FaultKind>();
  /** The pairs: each fault with one of its later occasions. */
  readonly pairs: Script[] = [];
  /** Number of faults that led to the same history as an earlier one. Their pairs are those of the earlier one. */
  same = 0;
  readonly #histories = createHash('sha256');
  readonly #report: (script: Script, result: RequestResult) => void;

  /** @param report called after each run */
  constructor(report: (script: Script, result: RequestResult) => void) {
    this.#report = report;
  }

  /**
   * Runs the request without a fault and with each single one.
   *
   * @param isSample true to run only the first occasion of each kind of fault
   * @returns the number of single faults
   */
  async runSingles(isSample = false): Promise<number> {
    let singles = 0;
    for (const family of families) {
      const traces = new Set<string>();
      const { occasions, trace } = await this.run({ family, faults: [] });
      traces.add(trace);
      this.#histories.update(trace);
      for (const first of occasions) {
        if (isSample && first.number > 1) continue;
        singles += 1;
        const single = await this.run({ family, faults: [first] });
        if (traces.has(single.trace)) this.same += 1;
        else this.#addPairs(family, first, single.occasions);
        traces.add(single.trace);
        this.#histories.update(single.trace);
      }
    }
    return singles;
  }

  /** Returns a hash of the histories of all single faults. Results of pairs are valid as long as it is the same. */
  digest(): string {
    return this.#histories.copy().digest('hex').slice(0, 16);
  }

  async run(script: Script): Promise<RequestResult> {
    const result = await runRequest(script.family, kinds, script.faults);
    for (const { kind } of result.occasions) this.reached.add(kind);
    this.#report(script, result);
    return result;
  }

  #addPairs(family: Family, first: Occasion, occasions: readonly Occasion[]): void {
    const at = occasions.findIndex(({ kind, number }) => kind === first.kind && number === first.number);
    for (const second of occasions.slice(at + 1)) this.pairs.push({ family, faults: [first, second] });
  }

  /** Returns the kinds that no run has reached and that have no reason, and those with a reason that were reached. */
  get unexplained(): FaultKind[] {
    return faultKinds.filter((kind) => this.reached.has(kind) === kind in faultsWithoutOccasion);
  }
}

/** Returns the place of the n-th pair in an order that covers all of them evenly from the beginning. */
export function placeOf(index: number, count: number): number {
  // A prime larger than any count, so that every place comes once.
  return Number((BigInt(index) * 1_000_000_007n) % BigInt(count));
}
