import { ok } from 'node:assert/strict';
import { AwsError } from '../../../local/core/aws-error.ts';
import type { FunctionResult } from '../../../local/core/ports.ts';
import type { Json } from '../../../local/services/states/language/definition.ts';
import type { MachineName } from '../../harness/deployed-stack.ts';
import {
  type MachineAt,
  type StateCall,
  type StateResult,
  StateRun,
  type StateRunOptions,
} from './state-run.ts';

/** A property of the stack's state machines, checked from one state on. */
export interface StateCase {
  readonly name: string;
  readonly machine: MachineName;
  /** States whose mutants the case is likely to detect. */
  readonly states: readonly string[];
  /** @throws AssertionError if the machine lacks the property */
  readonly check: (machineAt: MachineAt) => Promise<void>;
}

export const voiceId = '01K5ZJ0AAAAAAAAAAAAAAAAAAA';

/** Runs an execution from a state to its end. */
export function runFrom(
  machineAt: MachineAt,
  machine: MachineName,
  state: string | undefined,
  options: StateRunOptions,
): Promise<StateResult> {
  return StateRun.of(machineAt(machine, state), machine, options);
}

/** Failure of a service, which the next try may not meet. */
export function failure(): AwsError {
  return new AwsError('InternalServerError', 'try again', 500);
}

/** Returns a hook that fails the calls that a test selects during the first seconds after the first of them. */
export function failing(seconds: number, selects: (call: StateCall) => boolean): (call: StateCall) => void {
  let first: number | undefined;
  return (call) => {
    if (!selects(call)) return;
    first ??= call.at;
    if (call.at < first + seconds) throw failure();
  };
}

export function failed(errorType: string): FunctionResult {
  return { functionError: { errorType, errorMessage: errorType } };
}

export function answered(payload: Json): FunctionResult {
  return { payload };
}

/** Returns the calls of a kind, in order. */
export function callsOf(result: StateResult, to: StateCall['to'], name?: string): StateCall[] {
  return result.calls.filter((call) => call.to === to && (name === undefined || call.name === name));
}

export function entered(result: StateResult, state: string): number {
  return result.entered.get(state) ?? 0;
}

export function assertSucceeded(result: StateResult, withinSeconds = Number.POSITIVE_INFINITY): void {
  ok(result.status === 'SUCCEEDED', `the execution is ${result.status}: ${result.error}`);
  ok(result.seconds <= withinSeconds, `the execution took ${result.seconds} seconds`);
}

export function assertNotSettled(result: StateResult): void {
  ok(callsOf(result, 'function', 'settle-execution').length === 0, 'the execution was settled as failed');
}

/** Retries of the design state machine outlast an outage of this length; seconds. */
export const longOutage = 2_400;
/** Retries of the other state machines, and of queries, outlast an outage of this length; seconds. */
export const shortOutage = 12;
/** Lambda's limit on the start of a function, which its own time limit does not include. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
export const coldStartSeconds = 10;
