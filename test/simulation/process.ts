import { AwsError } from '../../local/core/aws-error.ts';
import type { FaultKind, Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** One invocation of a function: it can die at any await, and does nothing from then on. */
export class Process {
  readonly name: string;
  /** How far its clock is ahead of the others; milliseconds. */
  readonly clockOffset: number;
  readonly #death = Promise.withResolvers<string>();
  #dead = false;

  constructor(name: string, clockOffset = 0) {
    this.name = name;
    this.clockOffset = clockOffset;
  }

  /** Resolves to the error that Lambda tells, should it die. */
  get death(): Promise<string> {
    return this.#death.promise;
  }

  die(errorType: string): void {
    this.#dead = true;
    this.#death.resolve(errorType);
  }

  /** Goes on if the process lives; never, if it does not. */
  async alive(): Promise<void> {
    // A promise of its own: what waits on one that all shared would never be forgotten.
    if (this.#dead) await new Promise(() => undefined);
  }
}

/** How a call to a service can fail, besides its process. */
export interface CallFaults {
  /** Before it has done anything. */
  readonly fails?: readonly [FaultKind, () => Error];
  /** After it has done what was asked. */
  readonly answerLost?: readonly [FaultKind, () => Error];
  /** The service is out of reach for as long as this says so. */
  readonly isDown?: () => boolean;
}

export interface EdgeParts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly faults: Faults;
}

/** Every call of a process to another passes here: it takes time, may fail, and may be the process's last. */
export class Edges {
  readonly #parts: EdgeParts;

  constructor(parts: EdgeParts) {
    this.#parts = parts;
  }

  /** @param process null for what never dies: a service that asks another */
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
    await this.travel(process);
    if (answerLost && faults.strikes(answerLost[0])) throw answerLost[1]();
    return answer;
  }

  /** As the SDK does it: three tries, whether the one before was not made or not answered. */
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

  /** On the way: a few milliseconds, in which the process may die, or be held up for minutes. */
  async travel(process: Process | null): Promise<void> {
    const { time, random, faults } = this.#parts;
    if (!process) return time.sleep(random.between(1, 15));
    await process.alive();
    if (faults.strikes('function: paused')) await time.sleep(random.between(1_000, 340_000));
    await time.sleep(random.between(1, 15));
    if (faults.strikes('function: dies')) process.die('Runtime.ExitError');
    await process.alive();
  }
}
