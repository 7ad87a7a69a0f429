/** The model of a service: its folder in botocore's data, and the SDK client that has newer members. */
export interface ModelSource {
  readonly folder: string;
  readonly client?: string;
  readonly operations: readonly string[];
  /** The operations whose answers are XML documents, if the service is a REST service. Other answers have no members. */
  readonly xmlAnswers?: readonly string[];
  /** Members are headers and query parameters of a REST protocol. */
  readonly rest?: boolean;
}

/** The services and operations of the table. A test compares them with the operations that the local services offer. */
export const modelSources: Readonly<Record<string, ModelSource>> = {
  cloudwatch: {
    folder: 'cloudwatch/2010-08-01',
    operations: ['DescribeAlarms', 'PutMetricData', 'SetAlarmState'],
  },
  dynamodb: {
    folder: 'dynamodb/2012-08-10',
    client: 'client-dynamodb',
    operations: [
      'BatchGetItem',
      'BatchWriteItem',
      'CreateTable',
      'DeleteItem',
      'DescribeTable',
      'DescribeTimeToLive',
      'GetItem',
      'ListTables',
      'PutItem',
      'Query',
      'Scan',
      'UpdateItem',
    ],
  },
  events: {
    folder: 'events/2015-10-07',
    client: 'client-eventbridge',
    operations: ['PutEvents', 'TestEventPattern'],
  },
  lambda: { folder: 'lambda/2015-03-31', client: 'client-lambda', operations: ['Invoke'] },
  s3: {
    folder: 's3/2006-03-01',
    client: 'client-s3',
    operations: ['DeleteObject', 'GetObject', 'HeadObject', 'ListObjectsV2', 'PutObject'],
    xmlAnswers: [
      'CompleteMultipartUpload',
      'CopyObject',
      'CreateMultipartUpload',
      'DeleteObjects',
      'ListBuckets',
      'ListObjects',
      'ListObjectsV2',
    ],
    rest: true,
  },
  secretsmanager: {
    folder: 'secretsmanager/2017-10-17',
    client: 'client-secrets-manager',
    operations: [
      'DeleteSecret',
      'DescribeSecret',
      'GetSecretValue',
      'PutSecretValue',
      'RestoreSecret',
      'UpdateSecretVersionStage',
    ],
  },
  sfn: {
    folder: 'stepfunctions/2016-11-23',
    client: 'client-sfn',
    operations: [
      'DescribeExecution',
      'DescribeStateMachine',
      'GetExecutionHistory',
      'ListExecutions',
      'SendTaskFailure',
      'SendTaskHeartbeat',
      'SendTaskSuccess',
      'StartExecution',
      'StopExecution',
    ],
  },
  sqs: {
    folder: 'sqs/2012-11-05',
    client: 'client-sqs',
    operations: [
      'ChangeMessageVisibility',
      'ChangeMessageVisibilityBatch',
      'DeleteMessage',
      'DeleteMessageBatch',
      'GetQueueAttributes',
      'GetQueueUrl',
      'ListMessageMoveTasks',
      'ListQueues',
      'PurgeQueue',
      'ReceiveMessage',
      'SendMessage',
      'SendMessageBatch',
      'StartMessageMoveTask',
    ],
  },
  sts: { folder: 'sts/2011-06-15', operations: ['GetCallerIdentity'] },
};
