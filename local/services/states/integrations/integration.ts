import type { Json, State } from '../language/definition.ts';

/** Where a task runs: which execution asks. */
export interface TaskContext {
  readonly executionArn: string;
  readonly machineArn: string;
}

/** Why a Task state cannot be run here; empty if it can. */
export type TaskGuard = (state: State) => readonly string[];

/** What a Task state's `Resource` stands for. */
export interface Integration {
  /** Whether the text of `Resource` means this integration. */
  matches(resource: string): boolean;
  /** The keys of `Parameters` it knows; `undefined` where the whole input is the payload. */
  readonly parameters: readonly string[] | undefined;
  /** @throws TaskError with the error name that AWS's integration has */
  run(input: Json, context: TaskContext, resource: string): Promise<Json>;
}
