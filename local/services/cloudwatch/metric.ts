/** The identity of a metric: its namespace, name and dimensions. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Returns a text that is the same for equal metrics. The order of dimensions does not count. */
export function metricKey({ namespace, name, dimensions }: Metric): string {
  const sorted = Object.keys(dimensions)
    .sort()
    .map((dimension) => `${dimension}=${dimensions[dimension]}`);
  return [namespace, name, ...sorted].join('\n');
}
