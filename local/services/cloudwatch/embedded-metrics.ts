import { z } from 'zod';
import { jsonOrUndefined } from '../../core/json.ts';
import type { Metric } from './metric.ts';

const directive = z.object({
  Namespace: z.string(),
  Dimensions: z.array(z.array(z.string())),
  Metrics: z.array(z.object({ Name: z.string() })),
});
const document = z.looseObject({
  _aws: z.object({ Timestamp: z.number(), CloudWatchMetrics: z.array(directive) }),
});
const values = z.union([z.number().transform((value) => [value]), z.array(z.number())]);

export interface EmbeddedValue {
  readonly metric: Metric;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

/**
 * Returns the metrics in a line of a log. A line that is not a document in the embedded metric format has none.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(line: string): EmbeddedValue[] {
  const parsed = document.safeParse(jsonOrUndefined(line));
  if (!parsed.success) return [];
  const { _aws: directives, ...members } = parsed.data;
  return directives.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name: name }) => {
      const found = values.safeParse(members[name]);
      if (!found.success) return [];
      return Dimensions.flatMap((names) => {
        const dimensions = Object.fromEntries(names.map((each) => [each, String(members[each])]));
        return found.data.map((value) => ({
          metric: { namespace, name, dimensions },
          value,
          timestamp: directives.Timestamp,
        }));
      });
    }),
  );
}
