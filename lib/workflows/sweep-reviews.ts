import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  JsonPath,
  type StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { FunctionSettings } from '../operations/operation.ts';
import { InvokeFunction } from './invoke-function.ts';
import { brief, retry } from './retries.ts';
import { timeoutAbove, workflowMachine } from './workflow-machine.ts';

export interface SweepReviewsWorkflowProps {
  readonly sweepReviews: IFunction;
  /** Time-out of the function. Its state has a longer one. */
  readonly sweepTimeout: Duration;
  readonly settings: FunctionSettings;
}

/**
 * The workflow "sweep reviews" with the input `{ family, scope, relays?: boolean }`.
 *
 * *Sweep list* invokes a function that reads the parked executions of one of DashScope's lists and the list itself, and
 * wakes those whose voice is reviewed. The function decides the wait until the next sweep, and the end of the run. An
 * execution lasts at most a minute and a half, so it is an Express execution: these are billed by their duration, and not
 * by transitions.
 */
export class SweepReviewsWorkflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: SweepReviewsWorkflowProps) {
    super(scope, id);
    const sweep = new InvokeFunction(this, 'Sweep list', {
      lambdaFunction: props.sweepReviews,
      payload: TaskInput.fromObject({
        runId: JsonPath.stringAt('$$.Execution.Name'),
        startedAt: JsonPath.stringAt('$$.Execution.StartTime'),
        progress: JsonPath.objectAt('$'),
      }),
      outputPath: '$.Payload',
      taskTimeout: timeoutAbove(props.sweepTimeout),
    });
    retry(sweep, brief);
    const wait = new Wait(this, 'Wait for next sweep', { time: WaitTime.secondsPath('$.waitSeconds') });
    const again = new Choice(this, 'Sweep again?')
      .when(Condition.booleanEquals('$.again', true), wait)
      .otherwise(new Succeed(this, 'Swept'));
    sweep.next(again);
    wait.next(sweep);
    this.stateMachine = workflowMachine(this, {
      begin: sweep,
      type: StateMachineType.EXPRESS,
      // The maximum of an Express execution.
      timeout: Duration.minutes(5),
      settings: props.settings,
    });
  }
}
