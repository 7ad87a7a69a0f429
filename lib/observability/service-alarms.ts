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
  readonly api: RestApi;
}

const period = Duration.minutes(5);

/** The alarms on what a caller notices: voices that do not come to their end, errors of the API, creates that wait. */
export class ServiceAlarms extends Construct {
  constructor(scope: Construct, id: string, { alarms, designVoice, createVoice, api }: ServiceAlarmsProps) {
    super(scope, id);
    addExecutionsAlarm(new Construct(this, 'Executions'), {
      alarms,
      stateMachine: designVoice,
      severity: 'warning',
      what: 'An execution of "design a voice" failed, timed out or was aborted.',
      article: 'design-voice-executions',
    });
    alarms.add(new Construct(this, 'ApiErrors'), {
      metric: api.metricServerError({ period, statistic: 'Sum' }),
      threshold: 5,
      severity: 'critical',
      what: 'The API answered at least five requests within five minutes with 5xx.',
      article: 'api-errors',
    });
    alarms.add(new Construct(this, 'ThrottledCreates'), {
      metric: createVoice.metricThrottles({ period, statistic: 'Sum' }),
      threshold: 1,
      periods: { looked: 3, bad: 3 },
      severity: 'warning',
      what: 'Lambda has throttled "create voice" for a quarter of an hour; voices wait.',
      article: 'creates-throttled',
    });
  }
}
