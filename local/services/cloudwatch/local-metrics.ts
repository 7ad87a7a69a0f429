import type { Metric } from './metric.ts';

interface LocalMetrics {
  readonly names: readonly string[];
  /** The sets of dimensions with which each metric is recorded. */
  readonly dimensionSets: readonly (readonly string[])[];
}

/**
 * The metrics of AWS services that exist locally, with the names and dimensions that AWS documents.
 *
 * - https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * - https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 * - https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * - https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 * - https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 * - https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
 */
export const localMetrics = {
  'AWS/SQS': {
    names: [
      'ApproximateAgeOfOldestMessage',
      'ApproximateNumberOfMessagesDelayed',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesVisible',
      'NumberOfMessagesSent',
    ],
    dimensionSets: [['QueueName']],
  },
  'AWS/States': {
    names: [
      'ExecutionsAborted',
      'ExecutionsFailed',
      'ExecutionsStarted',
      'ExecutionsSucceeded',
      'ExecutionsTimedOut',
    ],
    dimensionSets: [['StateMachineArn']],
  },
  'AWS/Lambda': {
    names: [
      'AsyncEventsDropped',
      'AsyncEventsReceived',
      'DeadLetterErrors',
      'DestinationDeliveryFailures',
      'Duration',
      'Errors',
      'Invocations',
      'Throttles',
    ],
    dimensionSets: [['FunctionName'], []],
  },
  'AWS/ApiGateway': {
    names: ['4XXError', '5XXError', 'Count', 'Latency'],
    dimensionSets: [['ApiName'], ['ApiName', 'Stage']],
  },
  'AWS/Events': {
    names: [
      'FailedInvocations',
      'Invocations',
      'InvocationsFailedToBeSentToDlq',
      'InvocationsSentToDlq',
      'TriggeredRules',
    ],
    dimensionSets: [['RuleName'], ['EventBusName', 'RuleName']],
  },
  'AWS/Scheduler': {
    names: [
      'InvocationAttemptCount',
      'InvocationDroppedCount',
      'InvocationsFailedToBeSentToDeadLetterCount',
      'InvocationsSentToDeadLetterCount',
      'TargetErrorCount',
    ],
    dimensionSets: [['ScheduleGroup']],
  },
} as const satisfies Readonly<Record<string, LocalMetrics>>;

export type AwsNamespace = keyof typeof localMetrics;

/**
 * Returns the reason why a metric does not exist locally, or undefined for one that does. Every metric of a namespace that
 * is not AWS's can exist, because functions, workflows and clients send them.
 */
export function reasonForUnknownMetric({ namespace, name, dimensions }: Metric): string | undefined {
  if (!namespace.startsWith('AWS/')) return undefined;
  const known: LocalMetrics | undefined = metricsOf(namespace);
  if (known === undefined) return `the local runner has no metrics of ${namespace}`;
  if (!known.names.includes(name)) return `the local runner has no metric ${namespace} ${name}`;
  const given = Object.keys(dimensions).sort().join(', ');
  if (known.dimensionSets.some((set) => set.toSorted().join(', ') === given)) return undefined;
  return `${namespace} ${name} is not recorded with the dimensions ${given || '(none)'}`;
}

function metricsOf(namespace: string): LocalMetrics | undefined {
  return Object.entries(localMetrics).find(([each]) => each === namespace)?.[1];
}
