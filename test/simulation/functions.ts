import type { Platform } from '../../lambdas/shared/wiring/platform.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import type { FunctionInvoker, FunctionResult } from '../../local/core/ports.ts';
import { type DeployedStack, operationOf } from '../harness/deployed-stack.ts';
import { configured, type Handler, type OperationName, type Variables } from '../harness/operations.ts';
import { type Permit, permitOf, reported } from './permissions.ts';
import type { PlatformOf } from './platform.ts';
import { type EdgeParts, Process } from './process.ts';
import type { Trace } from './trace.ts';

/** The clocks of two processes differ by up to a minute. */
const clockErrorMs = 30_000;

/** The function has ended without an answer. */
export class FunctionDiedError extends Error {
  override readonly name = 'FunctionDiedError';
}

/** A deployed function: its time limit, and its handler on the platform of a process. */
export interface SimulatedFunction {
  readonly timeoutSeconds: number;
  /** Maximum number of concurrent invocations. Default: no limit. */
  readonly reservedConcurrency?: number;
  /** Undefined for the code of a benchmark, which has no role in the stack. */
  readonly permit?: Permit;
  handlerOn(platform: Platform): Handler;
}
export type FunctionCode = (name: OperationName) => SimulatedFunction;

/**
 * Returns the handlers of the stack's functions, with the variables and time limits of its template.
 *
 * @param changed variables that replace those of the template
 */
export function functionCode(stack: DeployedStack, changed: Variables = {}): FunctionCode {
  const known = new Map<OperationName, Variables>();
  const permits = new Map<OperationName, Permit>();
  return (name) => {
    const { variables: deployed, timeoutSeconds } = stack.functionOf(name);
    // An operation parses each object of variables once.
    const variables = known.get(name) ?? { ...deployed, ...changed };
    known.set(name, variables);
    const permit = permits.get(name) ?? permitOf(stack, name);
    permits.set(name, permit);
    return {
      timeoutSeconds,
      permit,
      handlerOn: (platform) => configured(name, variables).handlerOn(platform),
    };
  };
}

/** The stack's functions, in processes that can die. */
export class SimulatedFunctions implements FunctionInvoker {
  readonly #parts: EdgeParts;
  readonly #code: FunctionCode;
  readonly #platformOf: PlatformOf;
  readonly #trace: Trace;
  readonly #onDenial: (denial: string) => void;
  readonly #running = new Map<OperationName, number>();
  /** Concurrent executions of all functions without a reserve. Lambda throttles further invocations. */
  unreservedConcurrency = Number.POSITIVE_INFINITY;

  /** @param onDenial receives the message of each call that a function's role does not allow */
  constructor(
    parts: EdgeParts,
    code: FunctionCode,
    platformOf: PlatformOf,
    trace: Trace,
    onDenial: (denial: string) => void,
  ) {
    this.#onDenial = onDenial;
    this.#parts = parts;
    this.#trace = trace;
    this.#code = code;
    this.#platformOf = platformOf;
  }

  /** Invokes a function as Lambda's Invoke does for a state machine. */
  async invoke(nameOrArn: string, payload: unknown): Promise<FunctionResult> {
    const { faults, time, random } = this.#parts;
    const name = operationOf(nameOrArn);
    if (faults.strikes('function: cannot be invoked') || !this.isFree(name))
      throw new AwsError('TooManyRequestsException', 'no', 429);
    const answer = this.#answerOf(name, payload);
    if (!faults.strikes('function: error while it runs on')) return answer;
    await time.sleep(random.between(10, 20_000));
    throw new AwsError('ServiceException', 'no answer', 500);
  }

  /**
   * Runs a function once, in its own process.
   * @throws FunctionDiedError, and what the handler throws
   */
  async run(name: OperationName, event: unknown): Promise<unknown> {
    const { faults, random, time } = this.#parts;
    const isClockOff = faults.strikes('clock: ahead or behind');
    const { timeoutSeconds, handlerOn, permit = () => undefined } = this.#code(name);
    const offset = isClockOff ? random.between(-clockErrorMs, clockErrorMs) : 0;
    const process = new Process(name, reported(permit, this.#onDenial), offset);
    const limit = new AbortController();
    this.#trace.add('function started', name, event);
    this.#running.set(name, this.#runningOf(name) + 1);
    void time
      .sleep(timeoutSeconds * 1_000, limit.signal)
      .then(() => limit.signal.aborted || process.die('Sandbox.Timedout'));
    const dead = process.death.then((errorType) => {
      throw new FunctionDiedError(errorType);
    });
    try {
      const answer = await Promise.race([handlerOn(this.#platformOf(process))(event), dead]);
      this.#trace.add('function answered', name, answer);
      return answer;
    } catch (error) {
      this.#trace.add('function failed', name, String(error));
      throw error;
    } finally {
      this.#running.set(name, this.#runningOf(name) - 1);
      limit.abort();
    }
  }

  /** Returns true if Lambda has an execution for one more invocation of a function. */
  isFree(name: OperationName): boolean {
    const { reservedConcurrency } = this.#code(name);
    if (reservedConcurrency !== undefined) return this.#runningOf(name) < reservedConcurrency;
    if (this.unreservedConcurrency === Number.POSITIVE_INFINITY) return true;
    const shared = [...this.#running].filter(([each]) => this.#code(each).reservedConcurrency === undefined);
    return shared.reduce((sum, [, running]) => sum + running, 0) < this.unreservedConcurrency;
  }

  #runningOf(name: OperationName): number {
    return this.#running.get(name) ?? 0;
  }

  async #answerOf(name: OperationName, payload: unknown): Promise<FunctionResult> {
    try {
      return { payload: (await this.run(name, payload)) ?? null };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const errorType = error instanceof FunctionDiedError ? error.message : error.name;
      return { functionError: { errorType, errorMessage: error.message } };
    }
  }
}
