import { accountId, partition, region } from '../../core/aws-account.ts';
import type { RunnerEvent } from '../../core/runner-event.ts';
import type { AwsNamespace } from './local-metrics.ts';

/** Records a value of a metric at the present. */
export type RecordMetric = (
  namespace: AwsNamespace,
  name: string,
  dimensions: Readonly<Record<string, string>>,
  value?: number,
) => void;

const endMetrics: Readonly<Record<string, string>> = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

/** Records the metrics that AWS services would send for an event of the runner. */
export function recordServiceMetrics(event: RunnerEvent, record: RecordMetric): void {
  switch (event.kind) {
    case 'executionStarted':
      record('AWS/States', 'ExecutionsStarted', machineDimension(event.machine));
      break;
    case 'executionEnded': {
      const name = endMetrics[event.status];
      if (name !== undefined) record('AWS/States', name, machineDimension(event.machine));
      break;
    }
    case 'messageReceived':
      record('AWS/SQS', 'NumberOfMessagesSent', { QueueName: event.queue });
      break;
    case 'functionInvoked':
      recordInvocation(event, record);
      break;
    case 'asyncInvocation':
      recordForFunction(record, asyncMetrics[event.outcome], event.functionName);
      break;
    case 'requestAnswered':
      recordRequest(event, record);
      break;
    case 'ruleInvoked':
      recordRule(event, record);
      break;
    case 'scheduleInvoked':
      recordSchedule(event, record);
      break;
  }
}

type EventOf<Kind extends RunnerEvent['kind']> = Extract<RunnerEvent, { kind: Kind }>;

function machineDimension(machine: string): Record<string, string> {
  return { StateMachineArn: `arn:${partition}:states:${region}:${accountId}:stateMachine:${machine}` };
}

function recordForFunction(record: RecordMetric, name: string, functionName: string, value = 1): void {
  record('AWS/Lambda', name, { FunctionName: functionName }, value);
  record('AWS/Lambda', name, {}, value);
}

/** A throttled invocation is not counted in `Invocations`. An invocation without an error counts 0 in `Errors`. */
function recordInvocation(event: EventOf<'functionInvoked'>, record: RecordMetric): void {
  const { functionName, outcome, milliseconds } = event;
  recordForFunction(record, 'Throttles', functionName, outcome === 'throttled' ? 1 : 0);
  if (outcome === 'throttled') return;
  recordForFunction(record, 'Invocations', functionName);
  recordForFunction(record, 'Errors', functionName, outcome === 'failed' ? 1 : 0);
  recordForFunction(record, 'Duration', functionName, milliseconds);
}

const asyncMetrics: Readonly<Record<EventOf<'asyncInvocation'>['outcome'], string>> = {
  received: 'AsyncEventsReceived',
  dropped: 'AsyncEventsDropped',
  deadLetterFailed: 'DeadLetterErrors',
  destinationFailed: 'DestinationDeliveryFailures',
};

function recordRequest(event: EventOf<'requestAnswered'>, record: RecordMetric): void {
  const { apiName, stage, status, milliseconds } = event;
  if (apiName === undefined) return;
  const dimensionSets: Readonly<Record<string, string>>[] = [
    { ApiName: apiName },
    { ApiName: apiName, Stage: stage },
  ];
  for (const dimensions of dimensionSets) {
    record('AWS/ApiGateway', 'Count', dimensions);
    record('AWS/ApiGateway', '4XXError', dimensions, status >= 400 && status < 500 ? 1 : 0);
    record('AWS/ApiGateway', '5XXError', dimensions, status >= 500 ? 1 : 0);
    record('AWS/ApiGateway', 'Latency', dimensions, milliseconds);
  }
}

/** Rules of the default bus have no dimension `EventBusName`. */
function recordRule({ bus, rule, outcome }: EventOf<'ruleInvoked'>, record: RecordMetric): void {
  const dimensions: Readonly<Record<string, string>> =
    bus === 'default' ? { RuleName: rule } : { EventBusName: bus, RuleName: rule };
  record('AWS/Events', 'TriggeredRules', dimensions);
  record('AWS/Events', 'Invocations', dimensions);
  if (outcome === 'delivered') return;
  record('AWS/Events', 'FailedInvocations', dimensions);
  if (outcome === 'deadLetter') record('AWS/Events', 'InvocationsSentToDlq', dimensions);
  if (outcome === 'deadLetterFailed') record('AWS/Events', 'InvocationsFailedToBeSentToDlq', dimensions);
}

function recordSchedule({ group, outcome }: EventOf<'scheduleInvoked'>, record: RecordMetric): void {
  const dimensions = { ScheduleGroup: group };
  record('AWS/Scheduler', 'InvocationAttemptCount', dimensions);
  if (outcome === 'delivered') return;
  record('AWS/Scheduler', 'TargetErrorCount', dimensions);
  if (outcome === 'deadLetter') record('AWS/Scheduler', 'InvocationsSentToDeadLetterCount', dimensions);
  if (outcome === 'lost') record('AWS/Scheduler', 'InvocationDroppedCount', dimensions);
  if (outcome === 'deadLetterFailed') {
    record('AWS/Scheduler', 'InvocationsFailedToBeSentToDeadLetterCount', dimensions);
  }
}
