/** List prices in USD of us-east-1, without the free tier. Source: the pricing page of each service, as of November 2026. */
export const priceDate = 'November 2026';
export const priceRegion = 'us-east-1';

interface Price {
  readonly usd: number;
  /** The number of units that the price is for. */
  readonly per: number;
  readonly unit: string;
  readonly source: string;
  /** True if the amount could not be read on the service's own page and comes from a secondary source. */
  readonly uncertain?: true;
}

const page = (service: string) => `https://aws.amazon.com/${service}/pricing/`;
const gigabyte = 1024 ** 3;

export const prices = {
  transitions: {
    usd: 0.025,
    per: 1_000,
    unit: 'transitions of Standard workflows',
    source: page('step-functions'),
  },
  expressRequests: {
    usd: 1,
    per: 1_000_000,
    unit: 'Express executions',
    source: page('step-functions'),
    uncertain: true,
  },
  expressSeconds: {
    usd: 0.000_016_67,
    per: 1,
    unit: 'GB-seconds of Express executions',
    source: page('step-functions'),
    uncertain: true,
  },
  invocations: { usd: 0.2, per: 1_000_000, unit: 'invocations', source: page('lambda') },
  gigabyteSeconds: {
    usd: 0.000_013_333_4,
    per: 1,
    unit: 'GB-seconds on arm64',
    source: page('lambda'),
    uncertain: true,
  },
  writes: {
    usd: 0.625,
    per: 1_000_000,
    unit: 'write request units',
    source: page('dynamodb'),
    uncertain: true,
  },
  reads: {
    usd: 0.125,
    per: 1_000_000,
    unit: 'read request units',
    source: page('dynamodb'),
    uncertain: true,
  },
  tableStorage: {
    usd: 0.45,
    per: gigabyte,
    unit: 'GB-months of the table, with point-in-time recovery',
    source: page('dynamodb'),
    uncertain: true,
  },
  puts: { usd: 0.005, per: 1_000, unit: 'PUT requests', source: page('s3'), uncertain: true },
  gets: { usd: 0.000_4, per: 1_000, unit: 'GET requests', source: page('s3'), uncertain: true },
  previewStorage: {
    usd: 0.023,
    per: gigabyte,
    unit: 'GB-months of previews',
    source: page('s3'),
    uncertain: true,
  },
  events: {
    usd: 1,
    per: 1_000_000,
    unit: 'custom events',
    source: page('eventbridge'),
    uncertain: true,
  },
  schedules: {
    usd: 1,
    per: 1_000_000,
    unit: 'invocations by schedules',
    source: page('eventbridge'),
    uncertain: true,
  },
  queueRequests: { usd: 0.4, per: 1_000_000, unit: 'requests', source: page('sqs'), uncertain: true },
  apiRequests: {
    usd: 3.5,
    per: 1_000_000,
    unit: 'REST requests',
    source: page('api-gateway'),
    uncertain: true,
  },
  logs: { usd: 0.5, per: gigabyte, unit: 'GB ingested', source: page('cloudwatch') },
  logStorage: {
    usd: 0.03,
    per: gigabyte,
    unit: 'GB-months of logs',
    source: page('cloudwatch'),
    uncertain: true,
  },
  alarmMetrics: { usd: 0.1, per: 1, unit: 'alarm metrics', source: page('cloudwatch') },
  metrics: { usd: 0.3, per: 1, unit: 'custom metrics', source: page('cloudwatch') },
  metricRequests: {
    usd: 0.01,
    per: 1_000,
    unit: 'PutMetricData requests',
    source: page('cloudwatch'),
    uncertain: true,
  },
  dashboards: { usd: 3, per: 1, unit: 'dashboards', source: page('cloudwatch') },
  traces: { usd: 5, per: 1_000_000, unit: 'traces', source: page('xray'), uncertain: true },
  secrets: { usd: 0.4, per: 1, unit: 'secrets', source: page('secrets-manager'), uncertain: true },
  secretReads: {
    usd: 0.05,
    per: 10_000,
    unit: 'reads of secrets',
    source: page('secrets-manager'),
    uncertain: true,
  },
} as const satisfies Readonly<Record<string, Price>>;

export type Item = keyof typeof prices;

/** A number of each billed unit. */
export type Usage = Readonly<Partial<Record<Item, number>>>;

/** The AWS service of each item. */
export const services: Readonly<Record<Item, string>> = {
  transitions: 'Step Functions',
  expressRequests: 'Step Functions',
  expressSeconds: 'Step Functions',
  invocations: 'Lambda',
  gigabyteSeconds: 'Lambda',
  writes: 'DynamoDB',
  reads: 'DynamoDB',
  tableStorage: 'DynamoDB',
  puts: 'S3',
  gets: 'S3',
  previewStorage: 'S3',
  events: 'EventBridge',
  schedules: 'EventBridge',
  queueRequests: 'SQS',
  apiRequests: 'API Gateway',
  logs: 'CloudWatch',
  logStorage: 'CloudWatch',
  alarmMetrics: 'CloudWatch',
  metrics: 'CloudWatch',
  metricRequests: 'CloudWatch',
  dashboards: 'CloudWatch',
  traces: 'X-Ray',
  secrets: 'Secrets Manager',
  secretReads: 'Secrets Manager',
};

const items = Object.keys(prices).filter((name): name is Item => name in prices);

/** Returns the price of a number of units in USD. */
export function costOf(item: Item, count: number): number {
  const { usd, per } = prices[item];
  return (count / per) * usd;
}

/** Returns the items of a usage, each with its price in USD. */
export function billOf(
  usage: Usage,
): { readonly item: Item; readonly count: number; readonly usd: number }[] {
  return items.flatMap((item) => {
    const count = usage[item] ?? 0;
    return count > 0 ? [{ item, count, usd: costOf(item, count) }] : [];
  });
}

export function totalOf(usage: Usage): number {
  return billOf(usage).reduce((sum, { usd }) => sum + usd, 0);
}

/** Adds usages, each multiplied by a factor. */
export function combine(...parts: readonly (readonly [usage: Usage, factor: number])[]): Usage {
  const sum: Partial<Record<Item, number>> = {};
  for (const [usage, factor] of parts) {
    for (const { item, count } of billOf(usage)) sum[item] = (sum[item] ?? 0) + count * factor;
  }
  return sum;
}
