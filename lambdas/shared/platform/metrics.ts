/** A unit of CloudWatch. */
export type MetricUnit = 'Count' | 'Milliseconds' | 'Seconds';

/** A value of one metric. */
export interface Measurement {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly value: number;
  /** Values from small, fixed sets: each combination of values is a metric that CloudWatch bills. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Namespace of every metric of a deployment. */
export const metricNamespace = 'VoiceDesign';

/**
 * Returns the members that make a line of the log a document in CloudWatch's embedded metric format. CloudWatch Logs
 * extracts the metrics from the line, so no call and no permission is needed. Each metric has the dimension `Deployment`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embedMetrics(
  measurements: readonly Measurement[],
  deployment: string,
  timestamp: number,
): Readonly<Record<string, unknown>> {
  const directives = measurements.map(({ name, unit, dimensions }) => ({
    Namespace: metricNamespace,
    Dimensions: [['Deployment', ...Object.keys(dimensions)]],
    Metrics: [{ Name: name, Unit: unit }],
  }));
  const values = measurements.map(({ name, value, dimensions }) => ({ ...dimensions, [name]: value }));
  return Object.assign(
    { _aws: { Timestamp: timestamp, CloudWatchMetrics: directives }, Deployment: deployment },
    ...values,
  );
}
