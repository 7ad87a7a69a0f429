import { partition } from '../../../core/aws-account.ts';
import type { RoleSession } from '../../../core/principal.ts';
import type { TemplateTarget } from '../../../models/template-check.ts';
import type { Json, State } from '../language/definition.ts';

/** The prefix of the `Resource` of every service integration. */
export const integrationPrefix = `arn:${partition}:states:::`;

/** The execution of a task. */
export interface TaskContext {
  readonly executionArn: string;
  readonly machineArn: string;
  /** The session of the machine's role, which makes the task's calls. */
  readonly caller: RoleSession;
}

/** Returns the reasons why a Task state cannot run here, or none if it can. */
export type TaskCheck = (state: State) => readonly string[];

/** A service integration, which implements a Task state's `Resource`. */
export interface Integration {
  matches(resource: string): boolean;
  /** The supported keys of `Parameters`, or undefined if the whole input is the payload. */
  readonly parameters: readonly string[] | undefined;
  /**
   * The parts of a definition that the support table lists: each `Resource`, and each parameter with an effect, such as
   * `dynamodb:getItem` and `dynamodb.Key`.
   */
  readonly parts: readonly string[];
  /** Returns the request that `Parameters` builds, or undefined if the whole input is the payload. */
  readonly target?: (resource: string) => TemplateTarget;
  /** True if AWS supports `.waitForTaskToken` for it. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html */
  readonly callbacks: boolean;
  /** @throws TaskError with the error name of AWS's integration */
  run(input: Json, context: TaskContext, resource: string): Promise<Json>;
}
