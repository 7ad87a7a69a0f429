import type { Random } from './random.ts';

/** Every kind of fault, and its probability in percent at each occasion. */
export const faultRates = {
  'create: never arrives': 4,
  'create: is not sent': 4,
  'create: answer lost': 10,
  'create: answered 5xx, made': 5,
  'create: answered 5xx, not made': 5,
  'create: arrives late': 4,
  'create: throttled': 8,
  'create: refused': 2,
  'create: no room': 1,
  'create: key refused': 2,
  'create: slow': 20,
  'create: visible late': 25,
  'create: preview invalid': 3,
  'create: paused before the fence': 3,
  'create: paused after the fence': 3,
  'create: the function dies meanwhile': 6,
  'create: dies after its slot is taken': 4,
  'budget: many creates queued': 10,
  'read: throttled': 3,
  'query: fails': 8,
  'list: fails': 6,
  'list: an entry is missed': 4,
  'list: changes while it is read': 10,
  'list: shows an old status': 4,
  'query: shows an old status': 3,
  'delete: fails': 8,
  'delete: answer lost': 8,
  'delete: arrives late': 5,
  'secret: cannot be read': 1,
  'table: a function cannot write': 2,
  'table: answer to a function lost': 2,
  'table: a function cannot read': 1,
  'table: the workflow cannot write': 5,
  'table: answer to the workflow lost': 5,
  'bus: refuses an event': 8,
  'bus: answer lost': 4,
  'bucket: refuses an object': 8,
  'bucket: answer lost': 4,
  'bucket: cannot remove': 5,
  'function: cannot be invoked': 3,
  'function: error while it runs on': 3,
  'function: dies': 1,
  'function: paused': 0.5,
  'clock: ahead or behind': 5,
  'execution: cannot be started': 6,
  'execution: answer to the start lost': 4,
  'execution: cannot be looked at': 3,
  'execution: stopped': 10,
  'execution: started a second time': 8,
  'park: token lost': 8,
  'park: written again late': 6,
  'wake: cannot be sent': 6,
  'wake: answer lost': 6,
  'wake: sent twice': 6,
  'wake: arrives late': 6,
  'sweep: two at once': 4,
  'rule: delivers twice': 10,
  'rule: delivers late': 10,
  'rule: does not deliver': 10,
  'schedule: fires twice': 15,
  'schedule: does not fire': 10,
  'caller: requests twice at once': 10,
  'voice: deleted at the console': 5,
  'read: key refused': 1,
  'key: of another account for a while': 16,
  'key: of another account permanently': 4,
  'key: of one workspace for a while': 6,
  'key: rotated within the account': 10,
  'account: shows no voice for a while': 6,
  'list: disagrees with queries for a while': 8,
  'sweep: dead for a while': 8,
  'console: everything deleted': 3,
  'import: of a voice made elsewhere': 15,
  'import: of a voice in review': 8,
  'switch: creates off for a while': 6,
  'switch: deletes off for a while': 6,
  'account: another deployment': 10,
  'account: calls of another program': 10,
  'outage: budget': 8,
  'outage: table': 8,
  'outage: bus': 10,
  'outage: bucket': 6,
  'outage: provider': 10,
} as const;

export type FaultKind = keyof typeof faultRates;
export const faultKinds = Object.keys(faultRates).filter((kind): kind is FaultKind => kind in faultRates);

/** Draws the faults of a schedule, at one of several strengths, and counts them. */
export class Faults {
  readonly hits: Partial<Record<FaultKind, number>> = {};
  readonly #random: Random;
  readonly #strength: number;
  readonly #only: ReadonlySet<FaultKind> | undefined;
  #over: boolean;
  #paused = false;

  /**
   * @param calm true for a schedule without faults
   * @param only the kinds that can strike; by default all
   */
  constructor(random: Random, calm = false, only?: readonly FaultKind[]) {
    this.#over = calm;
    this.#only = only && new Set(only);
    this.#random = random;
    this.#strength = random.pick([0.3, 1, 1, 2]);
  }

  /** @param isRepeated true if the occasion before had the same effect. Both count here. */
  strikes(kind: FaultKind, _isRepeated = false): boolean {
    if (this.#only && !this.#only.has(kind)) return false;
    if (this.#over || this.#paused || !this.#random.chance((faultRates[kind] / 100) * this.#strength))
      return false;
    this.hits[kind] = (this.hits[kind] ?? 0) + 1;
    return true;
  }

  /** Returns the first of these that strikes; undefined if none does. */
  oneOf<Kind extends FaultKind>(kinds: readonly Kind[]): Kind | undefined {
    return kinds.find((kind) => this.strikes(kind));
  }

  /** Does work without faults. */
  async without(work: () => Promise<void>): Promise<void> {
    this.#paused = true;
    await work();
    this.#paused = false;
  }

  /** Ends all faults. */
  end(): void {
    this.#over = true;
  }

  get areOver(): boolean {
    return this.#over;
  }
}
