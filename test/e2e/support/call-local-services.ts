import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

/** A program that calls the services with default clients, as any program on AWS does. It prints the results as JSON. */
const {
  EVENT_BUS_NAME,
  EVENTS_QUEUE_URL,
  VOICES_TABLE_NAME,
  PREVIEWS_BUCKET_NAME,
  DESIGN_VOICE_STATE_MACHINE_ARN,
  PROVIDER_SECRET_ARN,
} = process.env;

const entry = { EventBusName: EVENT_BUS_NAME, Source: 'shell', DetailType: 'Any', Detail: '{}' };
const events = await new EventBridgeClient({}).send(new PutEventsCommand({ Entries: [entry] }));
const queue = await new SQSClient({}).send(
  new GetQueueAttributesCommand({ QueueUrl: EVENTS_QUEUE_URL, AttributeNames: ['QueueArn'] }),
);
const items = await new DynamoDBClient({}).send(new ScanCommand({ TableName: VOICES_TABLE_NAME, Limit: 1 }));
const objects = await new S3Client({}).send(new ListObjectsV2Command({ Bucket: PREVIEWS_BUCKET_NAME }));
const executions = await new SFNClient({}).send(
  new ListExecutionsCommand({ stateMachineArn: DESIGN_VOICE_STATE_MACHINE_ARN }),
);
const secret = await new SecretsManagerClient({}).send(
  new GetSecretValueCommand({ SecretId: PROVIDER_SECRET_ARN }),
);

console.log(
  JSON.stringify({
    failedEntries: events.FailedEntryCount,
    queueArn: queue.Attributes?.QueueArn,
    items: items.Count,
    bucket: objects.Name,
    executions: executions.executions !== undefined,
    scopes: Object.keys(JSON.parse(secret.SecretString ?? '{}')),
  }),
);
