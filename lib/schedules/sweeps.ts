import { Duration } from 'aws-cdk-lib';
import { EventField, type IEventBus, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type DetailType, eventSource, type Status } from '../../lambdas/shared/contract.ts';
import { DeadLetterQueue } from '../bus/dead-letter-queue.ts';
import type { Alarms } from '../observability/alarms.ts';
import { addExecutionsAlarm } from '../observability/executions-alarm.ts';
import type { ProviderList } from '../observability/list-metrics.ts';

export interface SweepsProps {
  /** The workflow that sweeps one list. */
  readonly stateMachine: StateMachine;
  /** DashScope's lists of families with a review. */
  readonly lists: readonly ProviderList[];
  readonly bus: IEventBus;
  readonly alarms: Alarms;
}

/**
 * The starts of the workflow that sweeps reviews: once a minute for each list, and when a voice begins its review. One
 * alarm reports runs that could not be started, another one runs that failed.
 */
export class Sweeps extends Construct {
  constructor(scope: Construct, id: string, { stateMachine, lists, bus, alarms }: SweepsProps) {
    super(scope, id);
    const deadLetterQueue = new DeadLetterQueue(this, 'Undelivered', {
      alarms,
      severity: 'warning',
      summary: 'A sweep of reviews could not be started. The next one starts within a minute.',
      runbookAnchor: 'sweeps-undelivered',
    });
    for (const list of lists) {
      new Schedule(this, `${list.family}-${list.scope}`, {
        description: `Wakes voices of the family ${list.family} in the scope ${list.scope} that are reviewed`,
        schedule: ScheduleExpression.rate(Duration.minutes(1)),
        target: new StepFunctionsStartExecution(stateMachine, {
          input: ScheduleTargetInput.fromObject({ ...list, relays: true }),
          deadLetterQueue,
        }),
      });
    }
    const detailType: DetailType = 'Voice Created';
    const status: Status = 'DEPLOYING';
    new Rule(this, 'Rule', {
      description: 'Voices that begin their review',
      eventBus: bus,
      eventPattern: {
        source: [eventSource],
        detailType: [detailType],
        detail: { voice: { status: [status] } },
      },
      targets: [
        new SfnStateMachine(stateMachine, {
          input: RuleTargetInput.fromObject({
            family: EventField.fromPath('$.detail.voice.family'),
            scope: EventField.fromPath('$.detail.voice.scope'),
          }),
          deadLetterQueue,
        }),
      ],
    });
    addExecutionsAlarm(this, {
      alarms,
      stateMachine,
      severity: 'warning',
      summary:
        'A sweep of reviews failed, timed out or was aborted. Voices become ready up to 15 minutes late.',
      runbookAnchor: 'sweeps-failed',
    });
  }
}
