import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { undocumentedId } from '../../lambdas/shared/contract.ts';
import { physicalName } from '../physical-name.ts';
import type { Alarms } from './alarms.ts';

const metricNamespace = 'VoiceDesign';
/** Characters of a metric's name. */
const metricNameMax = 255;

export interface UndocumentedIdsProps {
  /** Of the functions that see ids: at a create, and in the provider's lists. */
  readonly logGroups: readonly ILogGroup[];
  /** How often reconciliation reads the lists: as long as an id stands in one, each run counts it. */
  readonly everySeconds: number;
  readonly alarms: Alarms;
}

/**
 * Counts voices that the provider gave an id of another form than it documents, and raises an alarm at the first one.
 * Looking a voice up by its name depends on that form.
 */
export class UndocumentedIds extends Construct {
  constructor(scope: Construct, id: string, { logGroups, everySeconds, alarms }: UndocumentedIdsProps) {
    super(scope, id);
    // A filter's dimensions come from the log line, which does not know the deployment.
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
      // All filters count in one metric.
      metric: new Metric({
        namespace: metricNamespace,
        metricName,
        statistic: 'Sum',
        period: Duration.seconds(everySeconds),
      }),
      // One of two: between two runs it stays red.
      periods: { looked: 2, bad: 1 },
      threshold: 1,
      severity: 'critical',
      what: 'The provider gives voices ids of a form that it does not document.',
      article: 'undocumented-voice-ids',
    });
  }
}
