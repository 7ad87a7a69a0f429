import { families, providerErrorKinds, providerOperations } from './contract.ts';
import type { Measurement, MetricUnit } from './platform/metrics.ts';

export { metricNamespace } from './platform/metrics.ts';

/** Outcomes of a voice. `DELETED` is a voice that was deleted while it was being created. */
export const voiceOutcomes = ['OK', 'UNDEPLOYED', 'TIMED_OUT', 'FAILED', 'DELETED'] as const;
export type VoiceOutcome = (typeof voiceOutcomes)[number];

interface MetricRow {
  readonly name: string;
  readonly unit: MetricUnit;
  /** A second dimension after `Deployment`, with all of its values. */
  readonly dimension?: { readonly name: string; readonly values: readonly string[] };
}

/** The metrics that functions write to their logs. Each has the dimension `Deployment`. */
export const metrics = {
  voices: { name: 'Voices', unit: 'Count', dimension: { name: 'Outcome', values: voiceOutcomes } },
  /** Time from the start of a review to the provider's decision. */
  reviewTime: { name: 'ReviewTime', unit: 'Seconds' },
  /** Time of a call to the provider, without the wait for its slot. */
  providerLatency: {
    name: 'ProviderLatency',
    unit: 'Milliseconds',
    dimension: { name: 'Operation', values: providerOperations },
  },
  /** Calls that were sent to the provider and failed. */
  providerErrors: {
    name: 'ProviderErrors',
    unit: 'Count',
    dimension: { name: 'Code', values: providerErrorKinds },
  },
  /** Calls that the provider throttled. */
  providerThrottles: { name: 'ProviderThrottles', unit: 'Count' },
  /** Time of the deployment's part of the account's rate that a call takes. The rate is used up at 1,000 a second. */
  budgetUsed: { name: 'BudgetUsed', unit: 'Milliseconds', dimension: { name: 'Family', values: families } },
  /** Duration of a sweep of at least one parked voice. */
  sweepTime: { name: 'SweepTime', unit: 'Milliseconds' },
  /** Parked voices that a sweep found. */
  parkedVoices: { name: 'ParkedVoices', unit: 'Count' },
  /** Voice ids that do not have the documented form. */
  undocumentedIds: { name: 'UndocumentedIds', unit: 'Count' },
  /**
   * Responses of 5xx with which the API refuses a request on purpose: an operator has switched the operation off, or the
   * provider or its key does not allow it.
   */
  apiRefusals: { name: 'ApiRefusals', unit: 'Count' },
  /** Events that the bus accepted from a function. Workflows publish the others. */
  eventsPublished: { name: 'EventsPublished', unit: 'Count' },
  /** Events that the bus did not accept from a function. They stay pending in their records. */
  eventsNotPublished: { name: 'EventsNotPublished', unit: 'Count' },
} as const satisfies Readonly<Record<string, MetricRow>>;

/** A metric that functions write to their logs. */
export type EmbeddedMetric = keyof typeof metrics;

/** The value of the metric's dimension, if it has one. */
type DimensionOf<Metric extends EmbeddedMetric> = (typeof metrics)[Metric] extends {
  readonly dimension: { readonly values: readonly (infer Value extends string)[] };
}
  ? [value: Value]
  : [];

/**
 * Returns a value of a metric for a line of the log.
 *
 * @example
 * log.info('provider call', fields, [measure('providerLatency', 420, 'query')]);
 */
export function measure<Metric extends EmbeddedMetric>(
  metric: Metric,
  value: number,
  ...dimension: DimensionOf<Metric>
): Measurement {
  const row: MetricRow = metrics[metric];
  const [dimensionValue] = dimension;
  return {
    name: row.name,
    unit: row.unit,
    value,
    dimensions: row.dimension && dimensionValue ? { [row.dimension.name]: dimensionValue } : {},
  };
}
