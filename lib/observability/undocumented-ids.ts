import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { undocumentedId } from '../../lambdas/shared/contract.ts';
import { physicalName } from '../physical-name.ts';
import type { Alarms } from './alarms.ts';

const metricNamespace = 'VoiceDesign';
/** Maximum length of a metric's name in CloudWatch. */
const metricNameMax = 255;

export interface UndocumentedIdsProps {
  /** Logs of the functions that read ids, from the answer to a create or from DashScope's lists. */
  readonly logGroups: readonly ILogGroup[];
  /** Interval of reconciliation. Each run counts an id for as long as a list contains it. */
  readonly everySeconds: number;
  readonly alarms: Alarms;
}

/**
 * The count of voice ids that do not have the documented form, with an alarm that the first one raises. Finding a voice
 * by its name depends on that form.
 */
export class UndocumentedIds extends Construct {
  constructor(scope: Construct, id: string, { logGroups, everySeconds, alarms }: UndocumentedIdsProps) {
    super(scope, id);
    // A filter takes dimensions from the log line, which does not name the deployment. The metric's name does.
    const metricName = physicalName(this, metricNameMax);
    for (const [i, logGroup] of logGroups.entries()) {
      new MetricFilter(this, `Filter${i + 1}`, {
        logGroup,
        filterPattern: FilterPattern.stringValue('$.code', '=', undocumentedId),
        metricNamespace,
        metricName,
      });
    }
    alarms.add(this, {
      // All filters add to one metric.
      metric: new Metric({
        namespace: metricNamespace,
        metricName,
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
