import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Alarms, AlarmText } from './alarms.ts';

export interface ExecutionsAlarmProps extends AlarmText {
  readonly alarms: Alarms;
  readonly stateMachine: StateMachine;
}

/** Adds an alarm on executions that failed, timed out or were aborted, which Step Functions counts in three metrics. */
export function addExecutionsAlarm(watched: Construct, props: ExecutionsAlarmProps): void {
  const { alarms, stateMachine, ...text } = props;
  const counted = { period: Duration.minutes(5), statistic: 'Sum' };
  alarms.add(watched, {
    ...text,
    metric: new MathExpression({
      // A metric without data would leave the sum without data.
      expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)',
      usingMetrics: {
        failed: stateMachine.metricFailed(counted),
        timedOut: stateMachine.metricTimedOut(counted),
        aborted: stateMachine.metricAborted(counted),
      },
      period: counted.period,
      label: 'Executions that did not succeed',
    }),
    threshold: 1,
    // FILL gives the latest period a 0 before a late count arrives, so one period would not be enough:
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    periods: { evaluated: 3, breaching: 1 },
  });
}
