/** The names and addresses of the deployed resources. */
export interface Deployed {
  readonly table: string;
  readonly queueUrl: string;
  readonly deadLetterQueueArn: string;
  readonly secretArn: string;
  readonly stateMachineArn: string;
}

type Requests = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Returns a request of each operation that the service accepts, by service and operation. */
export function baseRequests(deployed: Deployed): Readonly<Record<string, Requests>> {
  const { table: TableName, queueUrl: QueueUrl, secretArn: SecretId, stateMachineArn } = deployed;
  const Key = { voiceId: { S: 'v1' } };
  const queue = { QueueUrl };
  const executionArn = stateMachineArn.replace('stateMachine', 'execution').concat(':none');
  const token = { taskToken: 'none' };
  const entry = { Id: 'one' };
  const received = { ReceiptHandle: 'none' };
  return {
    cloudwatch: {
      DescribeAlarms: {},
      PutMetricData: { Namespace: 'Voices', MetricData: [{ MetricName: 'Made', Value: 1 }] },
      SetAlarmState: { AlarmName: 'none', StateValue: 'OK', StateReason: 'test' },
    },
    dynamodb: {
      BatchGetItem: { RequestItems: { [TableName]: { Keys: [Key] } } },
      BatchWriteItem: { RequestItems: { [TableName]: [{ PutRequest: { Item: Key } }] } },
      CreateTable: {
        TableName: 'other-voices',
        AttributeDefinitions: [{ AttributeName: 'voiceId', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'voiceId', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
      DeleteItem: { TableName, Key },
      DescribeTable: { TableName },
      DescribeTimeToLive: { TableName },
      GetItem: { TableName, Key },
      ListTables: {},
      PutItem: { TableName, Item: Key },
      Query: {
        TableName,
        KeyConditions: { voiceId: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'v1' }] } },
      },
      Scan: { TableName },
      UpdateItem: { TableName, Key },
    },
    events: {
      PutEvents: { Entries: [{ Source: 'voices', DetailType: 'Voice Ready', Detail: '{}' }] },
      TestEventPattern: {
        EventPattern: '{"source":["voices"]}',
        Event:
          '{"id":"1","source":"voices","detail-type":"t","account":"0","time":"2026-01-01T00:00:00Z","region":"r","resources":[],"detail":{}}',
      },
    },
    lambda: { Invoke: { FunctionName: 'none' } },
    s3: { DeleteObject: {}, GetObject: {}, HeadObject: {}, ListObjectsV2: {}, PutObject: {} },
    secretsmanager: {
      DeleteSecret: { SecretId: 'none', ForceDeleteWithoutRecovery: true },
      DescribeSecret: { SecretId },
      GetSecretValue: { SecretId },
      PutSecretValue: { SecretId, SecretString: 'value' },
      RestoreSecret: { SecretId },
      UpdateSecretVersionStage: { SecretId, VersionStage: 'LABEL' },
    },
    sfn: {
      DescribeExecution: { executionArn },
      DescribeStateMachine: { stateMachineArn },
      GetExecutionHistory: { executionArn },
      ListExecutions: { stateMachineArn },
      SendTaskFailure: token,
      SendTaskHeartbeat: token,
      SendTaskSuccess: { ...token, output: '{}' },
      StartExecution: { stateMachineArn },
      StopExecution: { executionArn },
    },
    sqs: {
      ChangeMessageVisibility: { ...queue, ...received, VisibilityTimeout: 0 },
      ChangeMessageVisibilityBatch: { ...queue, Entries: [{ ...entry, ...received, VisibilityTimeout: 0 }] },
      DeleteMessage: { ...queue, ...received },
      DeleteMessageBatch: { ...queue, Entries: [{ ...entry, ...received }] },
      GetQueueAttributes: queue,
      GetQueueUrl: { QueueName: QueueUrl.split('/').at(-1) },
      ListMessageMoveTasks: { SourceArn: deployed.deadLetterQueueArn },
      ListQueues: {},
      PurgeQueue: queue,
      ReceiveMessage: queue,
      SendMessage: { ...queue, MessageBody: 'body' },
      SendMessageBatch: { ...queue, Entries: [{ ...entry, MessageBody: 'body' }] },
      StartMessageMoveTask: { SourceArn: deployed.deadLetterQueueArn },
    },
    sts: { GetCallerIdentity: {} },
  };
}
