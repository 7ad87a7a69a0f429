import type { Shape } from '../../local/models/shape.ts';

interface Correction {
  /** The shape, or `<structure>.<member>` for a member whose shape others share or that only the SDK has. */
  readonly of: string;
  readonly constraints: Partial<Shape>;
  /** The page that documents the constraints. */
  readonly page: string;
}

const sfn = 'https://docs.aws.amazon.com/step-functions/latest/apireference/';
const sqs = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/';
const dynamodb = 'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/';

const includedData = { enum: ['ALL_DATA', 'METADATA_ONLY'] };
const onConditionCheckFailure = { enum: ['ALL_OLD', 'NONE'] };
const visibilityTimeout = { min: 0, max: 43_200 };

/** Constraints that AWS documents and that the models lack, because they are older or have none, by service. */
export const corrections: Readonly<Record<string, readonly Correction[]>> = {
  // The models of CloudWatch are the oldest, because no SDK client for it is installed.
  cloudwatch: [
    {
      of: 'MetricAlarm',
      constraints: { members: { EvaluationState: 'StateReason', StateTransitionedTimestamp: 'Timestamp' } },
      page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html',
    },
  ],
  dynamodb: [
    ...['PutItem', 'UpdateItem', 'DeleteItem'].map((operation) => ({
      of: `${operation}Input.ReturnValuesOnConditionCheckFailure`,
      constraints: onConditionCheckFailure,
      page: `${dynamodb}API_${operation}.html`,
    })),
    // The examples of these pages have empty maps and a zero, against the minimum of 1 in the models.
    {
      of: 'BatchGetItemOutput.UnprocessedKeys',
      constraints: { min: 0 },
      page: `${dynamodb}API_BatchGetItem.html`,
    },
    {
      of: 'BatchWriteItemOutput.UnprocessedItems',
      constraints: { min: 0 },
      page: `${dynamodb}API_BatchWriteItem.html`,
    },
    {
      of: 'ProvisionedThroughputDescription.NumberOfDecreasesToday',
      constraints: { min: 0 },
      page: `${dynamodb}API_DescribeTable.html`,
    },
  ],
  lambda: [
    {
      of: 'InvocationRequest.DurableExecutionName',
      constraints: { min: 1, max: 64, pattern: '[a-zA-Z0-9-_]+' },
      page: 'https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html',
    },
    {
      of: 'InvocationRequest.TenantId',
      constraints: { min: 1, max: 256, pattern: '[a-zA-Z0-9\\._:\\/=+\\-@ ]+' },
      page: 'https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html',
    },
  ],
  secretsmanager: [
    {
      of: 'PutSecretValueRequest.RotationToken',
      constraints: { min: 36, max: 256, pattern: '^[a-zA-Z0-9\\-]+$', sensitive: true },
      page: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html',
    },
  ],
  sfn: [
    { of: 'TaskToken', constraints: { max: 2048 }, page: `${sfn}API_SendTaskSuccess.html` },
    {
      of: 'DescribeExecutionInput.includedData',
      constraints: includedData,
      page: `${sfn}API_DescribeExecution.html`,
    },
    {
      of: 'DescribeStateMachineInput.includedData',
      constraints: includedData,
      page: `${sfn}API_DescribeStateMachine.html`,
    },
    {
      of: 'ListExecutionsInput.redriveFilter',
      constraints: { enum: ['REDRIVEN', 'NOT_REDRIVEN'] },
      page: `${sfn}API_ListExecutions.html`,
    },
  ],
  // The models of SQS have no constraints at all.
  sqs: [
    {
      of: 'ReceiveMessageRequest.MaxNumberOfMessages',
      constraints: { min: 1, max: 10 },
      page: `${sqs}API_ReceiveMessage.html`,
    },
    {
      of: 'ReceiveMessageRequest.VisibilityTimeout',
      constraints: visibilityTimeout,
      page: `${sqs}API_ReceiveMessage.html`,
    },
    {
      of: 'ReceiveMessageRequest.WaitTimeSeconds',
      constraints: { min: 0, max: 20 },
      page: `${sqs}API_ReceiveMessage.html`,
    },
    // The values also include the system attributes of messages.
    {
      of: 'ReceiveMessageRequest.AttributeNames',
      constraints: { member: 'String' },
      page: `${sqs}API_ReceiveMessage.html`,
    },
    ...['SendMessage', 'DeleteMessage', 'ChangeMessageVisibility'].map((operation) => ({
      of: `${operation}BatchRequestEntry.Id`,
      constraints: { min: 1, max: 80, pattern: '[a-zA-Z0-9_-]+' },
      page: `${sqs}API_${operation}BatchRequestEntry.html`,
    })),
    {
      of: 'SendMessageRequest.DelaySeconds',
      constraints: { min: 0, max: 900 },
      page: `${sqs}API_SendMessage.html`,
    },
    {
      of: 'SendMessageRequest.MessageAttributes',
      constraints: { max: 10 },
      page: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html',
    },
    {
      of: 'ChangeMessageVisibilityRequest.VisibilityTimeout',
      constraints: visibilityTimeout,
      page: `${sqs}API_ChangeMessageVisibility.html`,
    },
    {
      of: 'ListQueuesRequest.MaxResults',
      constraints: { min: 1, max: 1000 },
      page: `${sqs}API_ListQueues.html`,
    },
    {
      of: 'ListMessageMoveTasksRequest.MaxResults',
      constraints: { min: 1, max: 10 },
      page: `${sqs}API_ListMessageMoveTasks.html`,
    },
    {
      of: 'StartMessageMoveTaskRequest.MaxNumberOfMessagesPerSecond',
      constraints: { min: 1, max: 500 },
      page: `${sqs}API_StartMessageMoveTask.html`,
    },
  ],
};
