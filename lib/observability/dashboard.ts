import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  type Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { listMetrics } from '../../lambdas/shared/contract.ts';
import { type EmbeddedMetric, metrics } from '../../lambdas/shared/metrics.ts';
import { embeddedMetric } from './embedded-metric.ts';
import type { ListMetrics } from './list-metrics.ts';

/** The metrics of all rules and dead-letter queues of a deployment. */
export interface DeliveryMetrics {
  readonly invocations: readonly Metric[];
  readonly failures: readonly Metric[];
  readonly deadLetters: readonly Metric[];
}

export interface DashboardProps {
  /** The construct whose alarms the dashboard shows. */
  readonly voiceDesign: Construct;
  /** Value of the dimension `Deployment`. */
  readonly deployment: string;
  readonly api: RestApi;
  readonly designVoice: StateMachine;
  readonly createVoice: IFunction;
  readonly lists: ListMetrics;
  readonly deliveries: DeliveryMetrics;
  /** Interval at which reconciliation reads each list. */
  readonly reconcileEverySeconds: number;
}

/** Columns of a CloudWatch dashboard. */
const columns = 24;
const period = Duration.minutes(5);

/** Adds the dashboard of a deployment: one row of graphs for each question of an operator. */
export function addDashboard(scope: Construct, id: string, props: DashboardProps): Dashboard {
  const { voiceDesign } = props;
  const dashboard = new Dashboard(scope, id, { defaultInterval: Duration.hours(12) });
  const alarms = voiceDesign.node.findAll().filter((each) => each instanceof Alarm);
  dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms, width: columns, height: 4 }));
  addRow(dashboard, 'Are voices getting through?', voiceGraphs(props));
  addRow(dashboard, 'How long do reviews take?', reviewGraphs(props));
  addRow(dashboard, 'Is DashScope healthy?', providerGraphs(props));
  addRow(dashboard, 'Is a quota nearly used up?', quotaGraphs(props));
  addRow(dashboard, 'Are events delivered?', eventGraphs(props));
  return dashboard;
}

interface Graph {
  readonly title: string;
  readonly metrics: readonly IMetric[];
  /**
   * Unit of the axis.
   *
   * @default - the axis has no label
   */
  readonly unit?: string;
  /**
   * Stacks the areas of the metrics.
   *
   * @default false
   */
  readonly stacked?: boolean;
  /**
   * Value of a horizontal line.
   *
   * @default - no line
   */
  readonly limit?: number;
}

function addRow(dashboard: Dashboard, question: string, graphs: readonly Graph[]): void {
  const width = columns / graphs.length;
  const widgets: IWidget[] = graphs.map(
    ({ title, metrics: left, unit, stacked = false, limit }) =>
      new GraphWidget({
        title,
        left: [...left],
        stacked,
        width,
        leftYAxis: { min: 0, ...(unit !== undefined && { label: unit, showUnits: false }) },
        ...(limit !== undefined && { leftAnnotations: [{ value: limit, label: 'Limit' }] }),
      }),
  );
  dashboard.addWidgets(new TextWidget({ markdown: `## ${question}`, width: columns, height: 1 }));
  dashboard.addWidgets(...widgets);
}

function voiceGraphs({ api, designVoice, deployment }: DashboardProps): Graph[] {
  const sum = { period, statistic: 'Sum' };
  return [
    { title: 'Voices by outcome', metrics: embedded(deployment, 'voices', 'Sum'), stacked: true },
    {
      title: 'Executions',
      metrics: [
        designVoice.metricStarted({ ...sum, label: 'Started' }),
        designVoice.metricSucceeded({ ...sum, label: 'Succeeded' }),
        designVoice.metricFailed({ ...sum, label: 'Failed' }),
        designVoice.metricTimedOut({ ...sum, label: 'Timed out' }),
        designVoice.metricAborted({ ...sum, label: 'Aborted' }),
      ],
    },
    {
      title: 'Requests to the API',
      metrics: [
        api.metricCount({ ...sum, label: 'All' }),
        api.metricClientError({ ...sum, label: '4xx' }),
        api.metricServerError({ ...sum, label: '5xx' }),
        ...embedded(deployment, 'apiRefusals', 'Sum', '5xx on purpose'),
      ],
    },
  ];
}

function reviewGraphs({ deployment }: DashboardProps): Graph[] {
  return [
    {
      title: 'Review time',
      unit: 'Seconds',
      metrics: ['p50', 'p90', 'Maximum'].flatMap((each) => embedded(deployment, 'reviewTime', each, each)),
    },
    { title: 'Voices under review', metrics: embedded(deployment, 'parkedVoices', 'Maximum', 'Parked') },
    {
      title: 'Duration of a sweep',
      unit: 'Milliseconds',
      metrics: ['p50', 'p90'].flatMap((each) => embedded(deployment, 'sweepTime', each, each)),
    },
  ];
}

function providerGraphs({ deployment }: DashboardProps): Graph[] {
  return [
    {
      title: 'Latency, 90th percentile',
      unit: 'Milliseconds',
      metrics: embedded(deployment, 'providerLatency', 'p90'),
    },
    { title: 'Errors by code', metrics: embedded(deployment, 'providerErrors', 'Sum'), stacked: true },
    {
      title: 'Throttled calls and unexpected ids',
      metrics: [
        ...embedded(deployment, 'providerThrottles', 'Sum', 'Throttled'),
        ...embedded(deployment, 'undocumentedIds', 'Sum', 'Ids of an undocumented form'),
      ],
    },
  ];
}

function quotaGraphs({ deployment, createVoice, lists, reconcileEverySeconds }: DashboardProps): Graph[] {
  const everyRun = { period: Duration.seconds(reconcileEverySeconds) };
  return [
    {
      title: 'Places for voices',
      unit: 'Percent',
      limit: 100,
      metrics: lists.all.map((list) =>
        lists.metric(listMetrics.quotaUsed, list, { ...everyRun, label: `${list.family}, ${list.scope}` }),
      ),
    },
    {
      title: "This deployment's part of the rate",
      unit: 'Percent',
      limit: 100,
      metrics: metrics.budgetUsed.dimension.values.map((family) => rateUsed(deployment, family)),
    },
    {
      title: 'Create voice',
      metrics: [
        createVoice.metric('ConcurrentExecutions', { period, statistic: 'Maximum', label: 'Concurrent' }),
        createVoice.metricThrottles({ period, statistic: 'Sum', label: 'Throttled' }),
        createVoice.metricErrors({ period, statistic: 'Sum', label: 'Errors' }),
      ],
    },
  ];
}

/** Returns the percentage of the rate that calls took in each minute. */
function rateUsed(deployment: string, family: string): MathExpression {
  const used = embeddedMetric(deployment, 'budgetUsed', {
    statistic: 'Sum',
    period: Duration.minutes(1),
    value: family,
  });
  return new MathExpression({
    expression: `100 * ${family} / (PERIOD(${family}) * 1000)`,
    usingMetrics: { [family]: used },
    period: Duration.minutes(1),
    label: family,
  });
}

function eventGraphs({ deployment, deliveries }: DashboardProps): Graph[] {
  const { invocations, failures, deadLetters } = deliveries;
  return [
    { title: 'Events by rule', metrics: invocations },
    { title: 'Failed deliveries by rule', metrics: failures },
    { title: 'Messages in dead-letter queues', metrics: deadLetters },
    {
      title: 'Events of functions',
      metrics: [
        ...embedded(deployment, 'eventsPublished', 'Sum', 'Published'),
        ...embedded(deployment, 'eventsNotPublished', 'Sum', 'Not published'),
      ],
    },
  ];
}

/** Returns a metric for each value of its dimension, or one if it has none. */
function embedded(
  deployment: string,
  metric: EmbeddedMetric,
  statistic: string,
  label: string = metrics[metric].name,
): Metric[] {
  const row = metrics[metric];
  const options = { statistic, period };
  if (!('dimension' in row)) return [embeddedMetric(deployment, metric, options).with({ label })];
  return row.dimension.values.map((value) =>
    embeddedMetric(deployment, metric, { ...options, value }).with({ label: value }),
  );
}
