import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Alarms, AlarmText } from './alarms.ts';

export interface ExecutionsAlarmProps extends AlarmText {
  readonly alarms: Alarms;
  readonly stateMachine: StateMachine;
  /**
   * Function that the state machine invokes when it cannot do its own work. Its executions then succeed.
   *
   * @default - executions that do not succeed are counted only
   */
  readonly lastResort?: IFunction;
}

/**
 * Adds an alarm on executions that failed, timed out or were aborted, which Step Functions counts in three metrics, and on
 * those that needed their last resort.
 */
export function addExecutionsAlarm(watched: Construct, props: ExecutionsAlarmProps): void {
  const { alarms, stateMachine, lastResort, ...text } = props;
  const counted = { period: Duration.minutes(5), statistic: 'Sum' };
  const usingMetrics: Record<string, IMetric> = {
    failed: stateMachine.metricFailed(counted),
    timedOut: stateMachine.metricTimedOut(counted),
    aborted: stateMachine.metricAborted(counted),
    ...(lastResort && { lastResort: lastResort.metricInvocations(counted) }),
  };
  alarms.add(watched, {
    ...text,
    metric: new MathExpression({
      // A metric without data would leave the sum without data.
      expression: Object.keys(usingMetrics)
        .map((id) => `FILL(${id}, 0)`)
        .join(' + '),
      usingMetrics,
      period: counted.period,
      label: 'Executions that did not succeed',
    }),
    threshold: 1,
    // FILL gives the latest period a 0 before a late count arrives, so one period would not be enough:
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    periods: { evaluated: 3, breaching: 1 },
  });
}
