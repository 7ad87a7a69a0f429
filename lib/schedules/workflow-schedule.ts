import { Duration } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { DeadLetterQueue } from '../bus/dead-letter-queue.ts';
import type { Alarms } from '../observability/alarms.ts';
import { addExecutionsAlarm } from '../observability/executions-alarm.ts';

export interface WorkflowScheduleProps {
  readonly stateMachine: StateMachine;
  readonly description: string;
  /** Whole minutes. */
  readonly everySeconds: number;
  readonly alarms: Alarms;
  /** Runbook anchors of the two alarms, without `-failed` and `-undelivered`. */
  readonly runbookPrefix: string;
}

/**
 * A schedule that starts a state machine with an empty input. One alarm reports runs that could not be started, another
 * one runs that failed.
 */
export class WorkflowSchedule extends Construct {
  constructor(scope: Construct, id: string, props: WorkflowScheduleProps) {
    super(scope, id);
    const { stateMachine, alarms, runbookPrefix } = props;
    new Schedule(this, 'Schedule', {
      description: props.description,
      schedule: ScheduleExpression.rate(Duration.seconds(props.everySeconds)),
      target: new StepFunctionsStartExecution(stateMachine, {
        input: ScheduleTargetInput.fromObject({}),
        deadLetterQueue: new DeadLetterQueue(this, 'Undelivered', {
          alarms,
          severity: 'warning',
          summary: 'EventBridge Scheduler could not start a run. Later runs do its work.',
          runbookAnchor: `${runbookPrefix}-undelivered`,
        }),
      }),
    });
    addExecutionsAlarm(this, {
      alarms,
      stateMachine,
      severity: 'warning',
      summary: 'A run failed, timed out or was aborted. Later runs do its work.',
      runbookAnchor: `${runbookPrefix}-failed`,
    });
  }
}
