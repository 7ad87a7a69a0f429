import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type ListMetric, listMetrics } from '../../lambdas/shared/contract.ts';
import { physicalName } from '../physical-name.ts';
import type { UnscopedActions } from '../service-role.ts';
import type { AlarmProps, Alarms, AlarmText } from './alarms.ts';

/** The CDK's limit for a dimension's value; CloudWatch allows 1,024. */
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
  readonly threshold: number;
  readonly goesOff?: 'below';
  /** Runs that are looked at, and how many of them have to be bad. */
  readonly runs: (everySeconds: number) => { readonly looked: number; readonly bad: number };
}

/** Counted only after it has stood for half an hour. */
const once = () => ({ looked: 2, bad: 1 });

/** Two in a row: a list that was read wrongly once wakes no one. */
const twoInARow = () => ({ looked: 2, bad: 2 });

/** More than an hour of them, and at least four: an operator has that long to put the key of a new deployment. */
function overAnHour(everySeconds: number) {
  const runs = Math.max(4, Math.floor(3_600 / everySeconds) + 1);
  return { looked: runs, bad: runs };
}

const listAlarms: readonly ListAlarm[] = [
  {
    id: 'NotRead',
    metric: listMetrics.cleanScans,
    threshold: 1,
    goesOff: 'below',
    runs: overAnHour,
    severity: 'critical',
    what: "For over an hour no run has read the provider's list whole.",
    article: 'provider-list-not-read',
  },
  {
    id: 'Doubted',
    metric: listMetrics.doubtedLists,
    threshold: 1,
    runs: once,
    severity: 'critical',
    what: "The provider's list has missed voices for half an hour without proof that they are gone.",
    article: 'provider-list-doubted',
  },
  {
    id: 'Unrecorded',
    metric: listMetrics.unrecordedVoices,
    threshold: 1,
    runs: twoInARow,
    severity: 'critical',
    what: 'The provider has voices with the mark of this deployment that no record knows.',
    article: 'unrecorded-voices',
  },
  {
    id: 'Full',
    metric: listMetrics.quotaUsed,
    threshold: 90,
    // One of four: an account on the threshold stays red, and does not flap.
    runs: () => ({ looked: 4, bad: 1 }),
    severity: 'warning',
    what: "Nine tenths of the provider's places for voices are taken.",
    article: 'quota-nearly-full',
  },
];

/** The alarm on a scope: its lists are read with one key. */
const keyAlarm = {
  threshold: 1,
  severity: 'critical',
  what: 'The provider key has been that of another account for half an hour, or deletions wait for a key.',
  article: 'provider-key-of-another-account',
} as const satisfies Partial<AlarmProps>;

/** What reconciliation counts in each of the provider's lists, and the alarms on that. */
export class ListMetrics extends Construct {
  readonly namespace = 'VoiceDesign';
  /** What lets a role send the counts. */
  readonly putting: UnscopedActions = {
    actions: ['cloudwatch:PutMetricData'],
    conditions: { StringEquals: { 'cloudwatch:namespace': this.namespace } },
  };
  /** Tells the deployments of one account apart. */
  readonly deployment: string;

  constructor(scope: Construct, id: string, { lists, everySeconds, alarms }: ListMetricsProps) {
    super(scope, id);
    this.deployment = physicalName(scope, dimensionMax);
    const period = Duration.seconds(everySeconds);
    for (const list of lists) {
      const watched = new Construct(this, `${list.family}-${list.scope}`);
      for (const { id: alarmId, metric, runs, ...alarm } of listAlarms) {
        alarms.add(new Construct(watched, alarmId), {
          ...alarm,
          metric: this.metric(metric, list, { period }),
          periods: runs(everySeconds),
          noData: 'nothing',
        });
      }
    }
    for (const each of new Set(lists.map((list) => list.scope))) {
      const ofScope = lists.filter((list) => list.scope === each);
      alarms.add(new Construct(new Construct(this, each), 'WaitingKey'), {
        ...keyAlarm,
        metric: this.#maximum(listMetrics.waitingKeys, ofScope, period),
        periods: once(),
        noData: 'nothing',
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

  /** A count of reconciliation, of one list. @default - the maximum of five minutes */
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
