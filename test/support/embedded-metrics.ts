import { z } from 'zod';

const dimensionName = z.string().min(1).max(250);
const metric = z.object({
  Name: z.string().min(1).max(1_024),
  Unit: z.enum(['Count', 'Milliseconds', 'Seconds']).optional(),
  StorageResolution: z.literal([1, 60]).optional(),
});
const directive = z.strictObject({
  Namespace: z.string().min(1).max(1_024),
  Dimensions: z.array(z.array(dimensionName).max(30)).min(1),
  Metrics: z.array(metric).max(100),
});

/** The root of a document. Other members are properties, and the targets of metrics and dimensions. */
const root = z.looseObject({
  _aws: z.strictObject({ Timestamp: z.int().positive(), CloudWatchMetrics: z.array(directive) }),
});

export interface EmbeddedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string | undefined;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * Parses a document in CloudWatch's embedded metric format by its JSON schema and its rules for targets: a dimension has a
 * text of 1 to 1,024 characters, a metric has a number.
 *
 * @throws ZodError
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function parseEmbeddedMetrics(document: unknown): EmbeddedMetric[] {
  const parsed = root.parse(document);
  return parsed._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(
        names.map((name) => [name, z.string().min(1).max(1_024).parse(parsed[name])]),
      );
      return Metrics.map(({ Name, Unit }) => ({
        namespace: Namespace,
        name: Name,
        unit: Unit,
        value: z.number().parse(parsed[Name]),
        dimensions,
      }));
    }),
  );
}
