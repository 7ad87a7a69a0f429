import { Duration } from 'aws-cdk-lib';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { undocumentedId } from '../../lambdas/shared/contract.ts';
import { physicalName } from '../physical-name.ts';
import type { Alarms } from './alarms.ts';

/** Characters of a metric's name. */
const metricNameMax = 255;

export interface UndocumentedIdsProps {
  /** Of the function that creates voices. */
  readonly logGroup: ILogGroup;
  readonly alarms: Alarms;
}

/**
 * Counts voices that the provider gave an id of another form than it documents, and raises an alarm at the first one.
 * Looking a voice up by its name depends on that form.
 */
export class UndocumentedIds extends Construct {
  constructor(scope: Construct, id: string, { logGroup, alarms }: UndocumentedIdsProps) {
    super(scope, id);
    const filter = new MetricFilter(this, 'Filter', {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.code', '=', undocumentedId),
      metricNamespace: 'VoiceDesign',
      // A filter's dimensions come from the log line, which does not know the deployment.
      metricName: physicalName(this, metricNameMax),
    });
    alarms.add(this, {
      metric: filter.metric({ statistic: 'Sum', period: Duration.minutes(1) }),
      threshold: 1,
      severity: 'critical',
      what: 'The provider gives voices ids of a form that it does not document.',
      article: 'undocumented-voice-ids',
    });
  }
}
