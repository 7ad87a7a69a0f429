import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import { addExecutionsAlarm } from './executions-alarm.ts';

export interface ServiceAlarmsProps {
  readonly alarms: Alarms;
  readonly designVoice: StateMachine;
  readonly createVoice: IFunction;
  readonly settleExecution: IFunction;
  readonly api: RestApi;
}

const period = Duration.minutes(5);

/** Alarms on effects that callers notice: failed executions, errors of the API and throttled creates. */
export class ServiceAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    super(scope, id);
    const { alarms, designVoice, createVoice, settleExecution, api } = props;
    addExecutionsAlarm(new Construct(this, 'Executions'), {
      alarms,
      stateMachine: designVoice,
      lastResort: settleExecution,
      severity: 'warning',
      summary: 'An execution of "design a voice" ended before its voice was settled.',
      runbookAnchor: 'design-voice-executions',
    });
    alarms.add(new Construct(this, 'ApiErrors'), {
      metric: api.metricServerError({ period, statistic: 'Sum' }),
      threshold: 5,
      severity: 'critical',
      summary: 'The API returned 5xx for at least five requests within five minutes.',
      runbookAnchor: 'api-errors',
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
