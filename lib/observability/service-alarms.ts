import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { VoiceOutcome } from '../../lambdas/shared/metrics.ts';
import type { Alarms } from './alarms.ts';
import { embeddedMetric } from './embedded-metric.ts';
import { addExecutionsAlarm } from './executions-alarm.ts';

export interface ServiceAlarmsProps {
  readonly alarms: Alarms;
  /** Value of the dimension `Deployment`. */
  readonly deployment: string;
  readonly designVoice: StateMachine;
  readonly createVoice: IFunction;
  readonly settleExecution: IFunction;
  readonly api: RestApi;
}

const period = Duration.minutes(5);

/** Alarms on effects that callers notice: failed executions and voices, errors of the API and throttled creates. */
export class ServiceAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    super(scope, id);
    const { alarms, deployment, designVoice, createVoice, settleExecution, api } = props;
    addExecutionsAlarm(new Construct(this, 'Executions'), {
      alarms,
      stateMachine: designVoice,
      lastResort: settleExecution,
      severity: 'warning',
      summary: 'An execution of "design a voice" ended before its voice was settled.',
      runbookAnchor: 'design-voice-executions',
    });
    alarms.add(new Construct(this, 'ApiErrors'), {
      metric: unexpectedErrors(api, deployment),
      threshold: 5,
      // The count of refusals can arrive after that of the responses, so the latest period is too high for a while.
      periods: { evaluated: 2, breaching: 2 },
      severity: 'critical',
      summary: 'The API failed for at least five requests in each of two periods of five minutes.',
      runbookAnchor: 'api-errors',
    });
    alarms.add(new Construct(this, 'FailingVoices'), {
      metric: failingVoices(deployment),
      threshold: 5,
      severity: 'critical',
      summary: 'Within an hour, at least five more voices have failed than were reviewed.',
      runbookAnchor: 'voices-failing',
    });
    alarms.add(new Construct(this, 'ThrottledCreates'), {
      metric: createVoice.metricThrottles({ period, statistic: 'Sum' }),
      threshold: 1,
      periods: { evaluated: 3, breaching: 3 },
      severity: 'warning',
      summary: 'Lambda has throttled "create voice" for a quarter of an hour. Voices wait.',
      runbookAnchor: 'creates-throttled',
    });
  }
}

/**
 * Returns the responses of 5xx without those that refuse a request on purpose. A tenth more is subtracted, because a response
 * and its refusal can be counted in different periods. `SUM` leaves out a metric without data.
 */
function unexpectedErrors(api: RestApi, deployment: string): MathExpression {
  return new MathExpression({
    expression: 'SUM([responses, -1.1 * refusals])',
    usingMetrics: {
      responses: api.metricServerError({ period, statistic: 'Sum' }),
      refusals: embeddedMetric(deployment, 'apiRefusals', { period, statistic: 'Sum' }),
    },
    period,
    label: 'Failed requests',
  });
}

/** Returns the voices of an hour that failed, without as many as ended their review. */
function failingVoices(deployment: string): MathExpression {
  const options = { period: Duration.hours(1), statistic: 'Sum' };
  const voices = (value: VoiceOutcome) => embeddedMetric(deployment, 'voices', { ...options, value });
  return new MathExpression({
    expression: 'SUM([failed, -ok, -undeployed])',
    usingMetrics: { failed: voices('FAILED'), ok: voices('OK'), undeployed: voices('UNDEPLOYED') },
    period: options.period,
    label: 'Failing voices',
  });
}
