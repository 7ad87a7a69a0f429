/** A statistic of the values of a period. `rank` is the fraction of a percentile, such as 0.99, and 0 otherwise. */
export interface Statistic {
  readonly kind: (typeof simpleStatistics)[number] | 'percentile';
  readonly rank: number;
}

const simpleStatistics = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'] as const;

/**
 * Parses the name of a statistic, such as `Sum` or `p99.9`. Returns undefined for one that the runner does not support.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function parseStatistic(name: string): Statistic | undefined {
  const simple = simpleStatistics.find((each) => each === name);
  if (simple !== undefined) return { kind: simple, rank: 0 };
  const percent = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(name)?.[1];
  return percent === undefined ? undefined : { kind: 'percentile', rank: Number(percent) / 100 };
}

/** Returns the value below which the given fraction of the values lies, or undefined without values. */
export function percentile(values: readonly number[], rank: number): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(rank * sorted.length) - 1)];
}

/**
 * Returns true if a period has too few values for a percentile, so that `EvaluateLowSampleCountPercentile: ignore` keeps
 * the state of the alarm.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
export function isLowSampleCount({ kind, rank }: Statistic, count: number): boolean {
  if (kind !== 'percentile') return false;
  // Rounded, because 1 - 0.9 is slightly less than 0.1.
  return count < Math.round(1e6 * (10 / (rank >= 0.5 ? 1 - rank : rank))) / 1e6;
}
