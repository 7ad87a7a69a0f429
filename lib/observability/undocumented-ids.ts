import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import { embeddedMetric } from './embedded-metric.ts';

export interface UndocumentedIdsProps {
  /** Value of the dimension `Deployment`. */
  readonly deployment: string;
  /** Interval of reconciliation. Each run counts an id for as long as a list contains it. */
  readonly everySeconds: number;
  readonly alarms: Alarms;
}

/**
 * The alarm on voice ids that do not have the documented form, which the first one raises. Finding a voice by its name
 * depends on that form.
 */
export class UndocumentedIds extends Construct {
  constructor(scope: Construct, id: string, { deployment, everySeconds, alarms }: UndocumentedIdsProps) {
    super(scope, id);
    alarms.add(this, {
      metric: embeddedMetric(deployment, 'undocumentedIds', {
        statistic: 'Sum',
        period: Duration.seconds(everySeconds),
      }),
      // One of two periods is enough, so that the alarm lasts between two runs.
      periods: { evaluated: 2, breaching: 1 },
      threshold: 1,
      severity: 'critical',
      summary: 'DashScope assigns voice ids that do not have the documented form.',
      runbookAnchor: 'undocumented-voice-ids',
    });
  }
}
