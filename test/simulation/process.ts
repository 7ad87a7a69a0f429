import { AwsError } from '../../local/core/aws-error.ts';
import type { FaultKind, Faults } from './faults.ts';
import type { Permit } from './permissions.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The process of one invocation. It can die at any await, and does nothing after that. */
export class Process {
  readonly name: string;
  /** Checks the calls of the process by the role of its function. */
  readonly permit: Permit;
  /** Milliseconds by which its clock is ahead of the simulated time. */
  readonly clockOffset: number;
  /** True once it has made a call. */
  hasTraveled = false;
  readonly #death = Promise.withResolvers<string>();
  #dead = false;

  constructor(name: string, permit: Permit, clockOffset = 0) {
    this.name = name;
    this.permit = permit;
    this.clockOffset = clockOffset;
  }

  /** Resolves to the error type that Lambda reports if the process dies. */
  get death(): Promise<string> {
    return this.#death.promise;
  }

  die(errorType: string): void {
    this.#dead = true;
    this.#death.resolve(errorType);
  }

  /** Resolves if the process is alive, and never if it is dead. */
  async alive(): Promise<void> {
    // A shared promise that never resolves would keep everything that waits for it in memory.
    if (this.#dead) await new Promise(() => undefined);
  }
}

/** Faults of a call to a service. */
export interface CallFaults {
  /** Fault before the service does anything. */
  readonly fails?: readonly [FaultKind, () => Error];
  /** Fault after the service has done its work. */
  readonly answerLost?: readonly [FaultKind, () => Error];
  /** Returns true while the service is out of reach. */
  readonly isDown?: () => boolean;
}

export interface EdgeParts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly faults: Faults;
}

/** The network between processes and services. A call takes time and may fail, and the caller may die during it. */
export class Edges {
  readonly #parts: EdgeParts;

  constructor(parts: EdgeParts) {
    this.#parts = parts;
  }

  /** @param process null for a caller that never dies: a service that calls another */
  async cross<Answer>(
    process: Process | null,
    call: () => Answer | Promise<Answer>,
    { fails, answerLost, isDown }: CallFaults = {},
  ): Promise<Answer> {
    const { faults } = this.#parts;
    await this.travel(process);
    if (isDown?.()) throw new AwsError('InternalServerError', 'out of reach', 500);
    if (fails && faults.strikes(fails[0])) throw fails[1]();
    const answer = await call();
    await this.travel(process, true);
    if (answerLost && faults.strikes(answerLost[0])) throw answerLost[1]();
    return answer;
  }

  /** Makes up to three tries, as the SDK does after a failure or a lost answer. */
  async persist<Answer>(
    process: Process,
    call: () => Answer | Promise<Answer>,
    faults: CallFaults,
  ): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.cross(process, call, faults);
      } catch (error) {
        if (tries === 3 || !(error instanceof AwsError) || error.statusCode < 500) throw error;
        await this.#parts.time.sleep(100 * 2 ** tries);
      }
    }
  }

  /**
   * Takes a few milliseconds, during which the process may die or be paused for minutes.
   *
   * @param isReturn true on the way of an answer. An end or a pause then has the same effect as on the way of the next call.
   */
  async travel(process: Process | null, isReturn = false): Promise<void> {
    const { time, random, faults } = this.#parts;
    if (!process) return time.sleep(random.between(1, 15));
    await process.alive();
    const isRepeated = process.hasTraveled && !isReturn;
    process.hasTraveled = true;
    if (faults.strikes('function: paused', isRepeated)) await time.sleep(random.between(1_000, 340_000));
    await time.sleep(random.between(1, 15));
    if (faults.strikes('function: dies', isRepeated)) process.die('Runtime.ExitError');
    await process.alive();
  }
}
