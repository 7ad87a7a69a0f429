import { type FaultKind, Faults } from '../faults.ts';
import type { Random } from '../random.ts';

/** One occasion at which a kind of fault can strike, numbered from 1 among those of its kind. */
export interface Occasion {
  readonly kind: FaultKind;
  readonly number: number;
}

/** Number of tries of a call that the SDK repeats. */
const tries = 3;

/** Kinds of calls that the SDK repeats. A fault lasts for all tries of one call, because a single one has no effect. */
const repeated: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'table: a function cannot read',
  'table: a function cannot write',
  'table: answer to a function lost',
  'bucket: refuses an object',
  'bucket: answer lost',
  'bus: refuses an event',
  'bus: answer lost',
  'execution: cannot be started',
  'execution: answer to the start lost',
  'execution: cannot be looked at',
  'wake: cannot be sent',
  'wake: answer lost',
]);

/** Acts on an execution, which are possible before each call of a state machine. */
const acts = ['execution: stopped', 'execution: started a second time'] as const satisfies FaultKind[];
export type Act = (typeof acts)[number];
const callsOfMachines: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'function: cannot be invoked',
  'table: the workflow cannot write',
  'bus: refuses an event',
]);

/** Faults that strike at given occasions. It records every occasion. */
export class ScriptedFaults extends Faults {
  /** Every occasion so far, in order. */
  readonly occasions: Occasion[] = [];
  /** Performs an act on the executions. */
  onAct: (act: Act) => void = () => undefined;
  readonly #script: readonly Occasion[];
  readonly #kinds: ReadonlySet<FaultKind>;
  readonly #times = new Map<FaultKind, number>();
  #isPaused = false;

  /** @param kinds the kinds with occasions. The others never strike. */
  constructor(random: Random, kinds: ReadonlySet<FaultKind>, script: readonly Occasion[]) {
    super(random);
    this.#script = script;
    this.#kinds = kinds;
  }

  override strikes(kind: FaultKind, isRepeated = false): boolean {
    if (this.#isPaused || this.areOver || isRepeated || !this.#kinds.has(kind)) return false;
    if (callsOfMachines.has(kind)) {
      for (const act of acts) if (this.#kinds.has(act) && this.#isStruck(act)) this.onAct(act);
    }
    return this.#isStruck(kind);
  }

  override async without(work: () => Promise<void>): Promise<void> {
    this.#isPaused = true;
    await work();
    this.#isPaused = false;
  }

  #isStruck(kind: FaultKind): boolean {
    const number = (this.#times.get(kind) ?? 0) + 1;
    this.#times.set(kind, number);
    this.occasions.push({ kind, number });
    const lasting = repeated.has(kind) ? tries : 1;
    const isStruck = this.#script.some(
      (each) => each.kind === kind && number >= each.number && number < each.number + lasting,
    );
    if (isStruck) this.hits[kind] = (this.hits[kind] ?? 0) + 1;
    return isStruck;
  }
}
