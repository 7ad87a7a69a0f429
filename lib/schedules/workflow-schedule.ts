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
  /** What the articles of the runbook are called, without their ending. */
  readonly article: string;
}

/** Starts a state machine again and again, with an empty input, and tells of runs that failed or were not to be had. */
export class WorkflowSchedule extends Construct {
  constructor(scope: Construct, id: string, props: WorkflowScheduleProps) {
    super(scope, id);
    const { stateMachine, alarms, article } = props;
    new Schedule(this, 'Schedule', {
      description: props.description,
      schedule: ScheduleExpression.rate(Duration.seconds(props.everySeconds)),
      target: new StepFunctionsStartExecution(stateMachine, {
        input: ScheduleTargetInput.fromObject({}),
        deadLetterQueue: new DeadLetterQueue(this, 'Undelivered', {
          alarms,
          severity: 'warning',
          what: 'A scheduled run could not be started; later ones do its work.',
          article: `${article}-undelivered`,
        }),
      }),
    });
    addExecutionsAlarm(this, {
      alarms,
      stateMachine,
      severity: 'warning',
      what: 'A run failed, timed out or was aborted; later ones do its work.',
      article: `${article}-failed`,
    });
  }
}
