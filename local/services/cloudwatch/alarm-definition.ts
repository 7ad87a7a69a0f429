import { z } from 'zod';
import { UnsupportedResourceError } from '../../core/errors.ts';
import { cfnBoolean, cfnNumber, readProperties } from '../../core/resource-properties.ts';
import type { Resource } from '../../core/service.ts';
import type { EvaluationRules } from './alarm-evaluation.ts';
import { reasonForUnknownMetric } from './local-metrics.ts';
import { type Expression, idsIn, MetricMathError, parseExpression } from './math/parse.ts';
import type { Metric } from './metric.ts';
import { parseStatistic, type Statistic } from './statistics.ts';

const comparisonNames = z.enum([
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanOrEqualToThreshold',
  'LessThanThreshold',
]);
export type Comparison = z.output<typeof comparisonNames>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const comparisons: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

const dimension = z.object({ Name: z.string(), Value: z.string() });
const dimensions = z
  .array(dimension)
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])));
const query = z.object({
  Id: z.string(),
  Expression: z.string().optional(),
  ReturnData: cfnBoolean.default(true),
  MetricStat: z
    .object({
      Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
      Period: cfnNumber,
      Stat: z.string(),
    })
    .optional(),
});
const number = z.union([z.number(), z.string().transform(Number)]);
const alarmProperties = z.object({
  ActionsEnabled: cfnBoolean.default(true),
  AlarmActions: z.array(z.string()).default([]),
  AlarmDescription: z.string().default(''),
  ComparisonOperator: z.string(),
  DatapointsToAlarm: cfnNumber.optional(),
  Dimensions: dimensions,
  EvaluateLowSampleCountPercentile: z.enum(['evaluate', 'ignore']).default('evaluate'),
  EvaluationPeriods: cfnNumber,
  ExtendedStatistic: z.string().optional(),
  InsufficientDataActions: z.array(z.string()).default([]),
  MetricName: z.string().optional(),
  Metrics: z.array(query).optional(),
  Namespace: z.string().optional(),
  OKActions: z.array(z.string()).default([]),
  Period: cfnNumber.optional(),
  Statistic: z.string().optional(),
  Threshold: number.optional(),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).default('missing'),
});
type AlarmProperties = z.output<typeof alarmProperties>;

/** A metric or an expression of an alarm, under the id that expressions name. */
export type Query = { readonly id: string } & (
  | { readonly metric: Metric; readonly statistic: Statistic }
  | { readonly expression: Expression }
);

export interface AlarmDefinition extends EvaluationRules {
  readonly name: string;
  readonly description: string;
  readonly queries: readonly Query[];
  /** The id of the query whose data points are compared with the threshold. */
  readonly returned: string;
  readonly periodSeconds: number;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly ignoresLowSampleCount: boolean;
  readonly actionsEnabled: boolean;
  /** The ARNs of the actions by the state that they belong to. */
  readonly actions: Readonly<Record<'OK' | 'ALARM' | 'INSUFFICIENT_DATA', readonly string[]>>;
  /** The properties of the template, which `DescribeAlarms` returns. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The local runner cannot evaluate an alarm. The message is the reason. */
export class NotEvaluatedError extends Error {
  override readonly name = 'NotEvaluatedError';
}

/** @throws UnsupportedResourceError for an invalid property, NotEvaluatedError for an alarm that has no effect locally */
export function readAlarm(resource: Resource, name: string): AlarmDefinition {
  const properties = readProperties(resource, alarmProperties);
  if (properties.Threshold === undefined) {
    throw new NotEvaluatedError('the local runner has no anomaly detection');
  }
  const comparison = comparisonNames.safeParse(properties.ComparisonOperator);
  if (!comparison.success) throw new NotEvaluatedError('the local runner has no anomaly detection');
  const { queries, returned, periodSeconds } = queriesOf(resource, properties);
  if (periodSeconds % 60 !== 0) throw new NotEvaluatedError('local metrics have a resolution of one minute');
  return {
    name,
    description: properties.AlarmDescription,
    queries,
    returned,
    periodSeconds,
    comparison: comparison.data,
    threshold: properties.Threshold,
    evaluationPeriods: properties.EvaluationPeriods,
    datapointsToAlarm: properties.DatapointsToAlarm ?? properties.EvaluationPeriods,
    missingData: missingDataOf(properties, queries),
    ignoresLowSampleCount: properties.EvaluateLowSampleCountPercentile === 'ignore',
    actionsEnabled: properties.ActionsEnabled,
    actions: {
      OK: properties.OKActions,
      ALARM: properties.AlarmActions,
      INSUFFICIENT_DATA: properties.InsufficientDataActions,
    },
    properties: resource.properties,
  };
}

export function breaches(value: number, { comparison, threshold }: AlarmDefinition): boolean {
  return comparisons[comparison](value, threshold);
}

/**
 * Alarms on metrics of DynamoDB ignore missing data, whatever the property is.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
function missingDataOf({ TreatMissingData }: AlarmProperties, queries: readonly Query[]) {
  const onDynamoDb = queries.some((each) => 'metric' in each && each.metric.namespace === 'AWS/DynamoDB');
  return onDynamoDb ? 'ignore' : TreatMissingData;
}

interface Queries {
  readonly queries: readonly Query[];
  readonly returned: string;
  readonly periodSeconds: number;
}

function queriesOf(resource: Resource, properties: AlarmProperties): Queries {
  const { Metrics, MetricName, Namespace, Dimensions, Period } = properties;
  if (Metrics !== undefined) return mathQueries(resource, Metrics);
  if (MetricName === undefined || Namespace === undefined || Period === undefined) {
    throw new UnsupportedResourceError(resource.logicalId, 'MetricName', 'is required, with its namespace');
  }
  const statistic = statisticOf(properties.ExtendedStatistic ?? properties.Statistic ?? '');
  const metric = localMetric({ namespace: Namespace, name: MetricName, dimensions: Dimensions });
  return { queries: [{ id: 'metric', metric, statistic }], returned: 'metric', periodSeconds: Period };
}

function mathQueries(resource: Resource, metrics: NonNullable<AlarmProperties['Metrics']>): Queries {
  const queries = metrics.map(({ Id: id, Expression: text, MetricStat }): Query => {
    if (MetricStat === undefined) return { id, expression: parse(text ?? '') };
    const { Namespace: namespace, MetricName: name, Dimensions } = MetricStat.Metric;
    const metric = localMetric({ namespace, name, dimensions: Dimensions });
    return { id, metric, statistic: statisticOf(MetricStat.Stat) };
  });
  const periods = new Set(metrics.flatMap(({ MetricStat }) => MetricStat?.Period ?? []));
  const [periodSeconds, ...otherPeriods] = periods;
  const [returned, ...others] = metrics.filter(({ ReturnData }) => ReturnData);
  if (returned === undefined || others.length > 0) {
    throw new UnsupportedResourceError(resource.logicalId, 'Metrics', 'exactly one has to return data');
  }
  if (periodSeconds === undefined || otherPeriods.length > 0) {
    throw new UnsupportedResourceError(resource.logicalId, 'Metrics', 'all metrics need the same period');
  }
  return { queries: inOrder(resource, queries), returned: returned.Id, periodSeconds };
}

/** Sorts the queries so that each expression follows those that it names. @throws UnsupportedResourceError */
function inOrder(resource: Resource, queries: readonly Query[]): Query[] {
  const ordered: Query[] = [];
  let rest = [...queries];
  while (rest.length > 0) {
    const known = new Set(ordered.map(({ id }) => id));
    const ready = rest.filter(
      (each) => 'metric' in each || idsIn(each.expression).every((id) => known.has(id)),
    );
    if (ready.length === 0) {
      throw new UnsupportedResourceError(
        resource.logicalId,
        'Metrics',
        'an expression names an undefined id',
      );
    }
    ordered.push(...ready);
    rest = rest.filter((each) => !ready.includes(each));
  }
  return ordered;
}

function parse(text: string): Expression {
  try {
    return parseExpression(text);
  } catch (error) {
    if (!(error instanceof MetricMathError)) throw error;
    throw new NotEvaluatedError(`the local runner does not evaluate "${text}": ${error.message}`);
  }
}

function statisticOf(name: string): Statistic {
  const statistic = parseStatistic(name);
  if (statistic === undefined) throw new NotEvaluatedError(`the local runner has no statistic ${name}`);
  return statistic;
}

function localMetric(metric: Metric): Metric {
  const reason = reasonForUnknownMetric(metric);
  if (reason !== undefined) throw new NotEvaluatedError(reason);
  return metric;
}
