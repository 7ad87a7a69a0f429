import { z } from 'zod';
import { parseInput } from '../../core/operation-input.ts';
import type { Metric } from './metric.ts';

const datum = z.object({
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  /** Seconds since 1970 in JSON and CBOR, a date in states of a workflow. */
  Timestamp: z
    .union([
      z.number().transform((seconds) => seconds * 1000),
      z.iso.datetime({ offset: true }).transform(Date.parse),
    ])
    .optional(),
  Value: z.number().optional(),
  Values: z.array(z.number()).default([]),
  Counts: z.array(z.number()).optional(),
  StatisticValues: z
    .object({ SampleCount: z.number(), Sum: z.number(), Minimum: z.number(), Maximum: z.number() })
    .optional(),
});
const putInput = z.object({ Namespace: z.string().min(1), MetricData: z.array(datum).default([]) });

/** Values of a metric. Each counts `count` times. */
export interface PutValues {
  readonly metric: Metric;
  /** Milliseconds since 1970, or undefined for the present. */
  readonly timestamp: number | undefined;
  readonly values: readonly { readonly value: number; readonly count: number }[];
  readonly summary: { count: number; sum: number; min: number; max: number } | undefined;
}

/**
 * Parses the input of `PutMetricData`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 * @throws AwsError
 */
export function readPutMetricData(input: unknown): PutValues[] {
  const { Namespace: namespace, MetricData } = parseInput(putInput, input, 'InvalidParameterValue');
  return MetricData.map(({ MetricName: name, Dimensions, Timestamp, Value, Values, Counts, ...more }) => {
    const { StatisticValues: set } = more;
    const single = Value === undefined ? [] : [{ value: Value, count: 1 }];
    return {
      metric: {
        namespace,
        name,
        dimensions: Object.fromEntries(Dimensions.map((each) => [each.Name, each.Value])),
      },
      timestamp: Timestamp,
      values: [...single, ...Values.map((value, index) => ({ value, count: Counts?.[index] ?? 1 }))],
      summary: set && { count: set.SampleCount, sum: set.Sum, min: set.Minimum, max: set.Maximum },
    };
  });
}
