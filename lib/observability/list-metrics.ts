import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type ListMetric, listMetrics } from '../../lambdas/shared/contract.ts';
import { physicalName } from '../physical-name.ts';
import type { Alarms, AlarmText } from './alarms.ts';

/** Below CloudWatch's limit for a dimension's value, 1,024. */
const dimensionMax = 255;

/** One of the provider's lists: of a family, in a scope. */
export interface ProviderList {
  readonly family: string;
  readonly scope: string;
}

export interface ListMetricsProps {
  readonly lists: readonly ProviderList[];
  /** How often reconciliation reads each list. */
  readonly everySeconds: number;
  readonly alarms: Alarms;
}

interface ListAlarm extends AlarmText {
  readonly id: string;
  readonly metric: ListMetric;
  readonly statistic: 'Maximum' | 'Sum';
  readonly threshold: number;
  readonly goesOff?: 'below';
  /** How many runs it looks at. */
  readonly runs: number;
}

const listAlarms: readonly ListAlarm[] = [
  {
    id: 'NotRead',
    metric: listMetrics.cleanScans,
    statistic: 'Sum',
    threshold: 1,
    goesOff: 'below',
    runs: 4,
    severity: 'critical',
    what: "Four runs on end have not read the provider's list whole.",
    article: 'provider-list-not-read',
  },
  {
    id: 'Foreign',
    metric: listMetrics.foreignLists,
    statistic: 'Maximum',
    threshold: 1,
    runs: 1,
    severity: 'critical',
    what: "The provider's list shows none of the voices that the records have in it.",
    article: 'provider-list-of-another-account',
  },
  {
    id: 'Unrecorded',
    metric: listMetrics.unrecordedVoices,
    statistic: 'Maximum',
    threshold: 1,
    runs: 1,
    severity: 'critical',
    what: 'The provider has voices with the mark of this deployment that no record knows.',
    article: 'unrecorded-voices',
  },
  {
    id: 'Undocumented',
    metric: listMetrics.undocumentedIds,
    statistic: 'Maximum',
    threshold: 1,
    runs: 1,
    severity: 'critical',
    what: 'The provider lists voices without a record whose ids are of a form that it does not document.',
    article: 'undocumented-voice-ids',
  },
  {
    id: 'Full',
    metric: listMetrics.quotaUsed,
    statistic: 'Maximum',
    threshold: 90,
    runs: 1,
    severity: 'warning',
    what: "Nine tenths of the provider's places for voices are taken.",
    article: 'quota-nearly-full',
  },
];

/** What reconciliation counts in each of the provider's lists, and the alarms on that. */
export class ListMetrics extends Construct {
  readonly namespace = 'VoiceDesign';
  /** Tells the deployments of one account apart. */
  readonly deployment: string;

  constructor(scope: Construct, id: string, { lists, everySeconds, alarms }: ListMetricsProps) {
    super(scope, id);
    this.deployment = physicalName(scope, dimensionMax);
    for (const list of lists) {
      const watched = new Construct(this, `${list.family}-${list.scope}`);
      for (const { id: alarmId, metric, statistic, runs, ...alarm } of listAlarms) {
        alarms.add(new Construct(watched, alarmId), {
          ...alarm,
          metric: this.#metric(metric, list, statistic, Duration.seconds(everySeconds * runs)),
        });
      }
    }
  }

  #metric(
    metricName: ListMetric,
    { family, scope }: ProviderList,
    statistic: string,
    period: Duration,
  ): Metric {
    return new Metric({
      namespace: this.namespace,
      metricName,
      dimensionsMap: { Deployment: this.deployment, Family: family, Scope: scope },
      statistic,
      period,
    });
  }
}
