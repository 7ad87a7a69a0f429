import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type ListMetric, listMetrics } from '../../lambdas/shared/contract.ts';
import { metricNamespace } from '../../lambdas/shared/metrics.ts';
import type { UnscopedActions } from '../service-role.ts';
import type { AlarmPeriods, AlarmProps, Alarms, AlarmText } from './alarms.ts';

/**
 * One of DashScope's lists of voices. There is one for each family and scope.
 *
 * @example
 * const lists = families.map((family): ProviderList => ({ family, scope: 'mainland' }));
 */
export interface ProviderList {
  /** Model family. */
  readonly family: string;
  /** Deployment scope. */
  readonly scope: string;
}

export interface ListMetricsProps {
  readonly lists: readonly ProviderList[];
  /** Interval at which reconciliation reads each list. */
  readonly everySeconds: number;
  readonly alarms: Alarms;
  /** Value of the dimension that separates the deployments of one account. */
  readonly deployment: string;
}

interface ListAlarm extends AlarmText {
  readonly id: string;
  readonly metric: ListMetric;
  readonly threshold: number;
  /**
   * Values that breach the threshold.
   *
   * @default - the threshold and higher values
   */
  readonly breach?: 'below';
  /** Returns the number of runs that are evaluated, and how many of them have to breach. */
  readonly runs: (everySeconds: number) => AlarmPeriods;
}

/** Periods for counts that reconciliation makes only after their condition has lasted for half an hour. */
const once = () => ({ evaluated: 2, breaching: 1 });

/** Periods for counts of which a single one raises no alarm, because a list can be misread once. */
const twoInARow = () => ({ evaluated: 2, breaching: 2 });

/** Periods of at least four runs and more than an hour, in which an operator can store the key of a new deployment. */
function overAnHour(everySeconds: number) {
  const runs = Math.max(4, Math.floor(3_600 / everySeconds) + 1);
  return { evaluated: runs, breaching: runs };
}

const listAlarms: readonly ListAlarm[] = [
  {
    id: 'NotRead',
    metric: listMetrics.cleanScans,
    threshold: 1,
    breach: 'below',
    runs: overAnHour,
    severity: 'critical',
    summary: "For over an hour no run has read DashScope's list completely.",
    runbookAnchor: 'provider-list-not-read',
  },
  {
    id: 'Doubted',
    metric: listMetrics.doubtedLists,
    threshold: 1,
    runs: once,
    severity: 'critical',
    summary: "DashScope's list has missed voices for half an hour without proof that they are gone.",
    runbookAnchor: 'provider-list-doubted',
  },
  {
    id: 'Unrecorded',
    metric: listMetrics.unrecordedVoices,
    threshold: 1,
    runs: twoInARow,
    severity: 'critical',
    summary: 'DashScope lists voices that have the name prefix of this deployment but no record.',
    runbookAnchor: 'unrecorded-voices',
  },
  {
    id: 'Full',
    metric: listMetrics.quotaUsed,
    threshold: 90,
    // One of four runs is enough, so that the alarm does not flap while the count is near the threshold.
    runs: () => ({ evaluated: 4, breaching: 1 }),
    severity: 'warning',
    summary: "Nine tenths of DashScope's places for voices are taken.",
    runbookAnchor: 'quota-nearly-full',
  },
];

/** The alarm on the key of a scope, with which all its lists are read. */
const keyAlarm = {
  threshold: 1,
  severity: 'critical',
  summary:
    'For half an hour the provider key has belonged to another account, or deletions have waited for a key.',
  runbookAnchor: 'provider-key-of-another-account',
} as const satisfies Partial<AlarmProps>;

/** The counts that reconciliation makes of each of DashScope's lists, with their alarms. */
export class ListMetrics extends Construct {
  readonly namespace = metricNamespace;
  /** Permission to send the counts. */
  readonly putActions: UnscopedActions = {
    actions: ['cloudwatch:PutMetricData'],
    conditions: { StringEquals: { 'cloudwatch:namespace': this.namespace } },
  };
  /** Value of the dimension that separates the deployments of one account. */
  readonly deployment: string;
  readonly all: readonly ProviderList[];

  constructor(scope: Construct, id: string, props: ListMetricsProps) {
    super(scope, id);
    const { lists, everySeconds, alarms } = props;
    this.deployment = props.deployment;
    this.all = lists;
    const period = Duration.seconds(everySeconds);
    for (const list of lists) {
      const watched = new Construct(this, `${list.family}-${list.scope}`);
      for (const { id: alarmId, metric, runs, ...alarm } of listAlarms) {
        alarms.add(new Construct(watched, alarmId), {
          ...alarm,
          metric: this.metric(metric, list, { period }),
          periods: runs(everySeconds),
          missingData: 'ignore',
        });
      }
    }
    for (const each of new Set(lists.map((list) => list.scope))) {
      const listsOfScope = lists.filter((list) => list.scope === each);
      alarms.add(new Construct(new Construct(this, each), 'WaitingKey'), {
        ...keyAlarm,
        metric: this.#maximum(listMetrics.waitingKeys, listsOfScope, period),
        periods: once(),
        missingData: 'ignore',
      });
    }
  }

  #maximum(metric: ListMetric, lists: readonly ProviderList[], period: Duration): MathExpression {
    const usingMetrics = Object.fromEntries(
      lists.map((list) => [list.family, this.metric(metric, list, { period })]),
    );
    return new MathExpression({
      expression: `MAX([${Object.keys(usingMetrics).join(', ')}])`,
      usingMetrics,
      period,
      label: metric,
    });
  }

  /** Returns a count of one list. The statistic is the maximum of five minutes unless `options` change it. */
  metric(metricName: ListMetric, { family, scope }: ProviderList, options: MetricOptions = {}): Metric {
    return new Metric({
      namespace: this.namespace,
      metricName,
      dimensionsMap: { Deployment: this.deployment, Family: family, Scope: scope },
      statistic: 'Maximum',
      ...options,
    });
  }
}
