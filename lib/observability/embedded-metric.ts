import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type EmbeddedMetric, metricNamespace, metrics } from '../../lambdas/shared/metrics.ts';

interface EmbeddedMetricOptions {
  readonly statistic: string;
  readonly period: Duration;
  /**
   * Value of the metric's second dimension.
   *
   * @default - the metric has one dimension
   */
  readonly value?: string | undefined;
}

/** Returns a metric that the functions of a deployment write to their logs. */
export function embeddedMetric(
  deployment: string,
  metric: EmbeddedMetric,
  { statistic, period, value }: EmbeddedMetricOptions,
): Metric {
  const row = metrics[metric];
  const dimension = 'dimension' in row && value !== undefined ? { [row.dimension.name]: value } : {};
  return new Metric({
    namespace: metricNamespace,
    metricName: row.name,
    dimensionsMap: { Deployment: deployment, ...dimension },
    statistic,
    period,
  });
}
