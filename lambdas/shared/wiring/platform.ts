import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { System } from '../platform/system.ts';
import type { ProviderPlatform } from '../provider/clients.ts';

/**
 * AWS clients and system functions of all operations. Each operation's `dependenciesOf` picks the part it uses, so its
 * bundle contains no other client. Tests pass their own implementations with the environment of the template.
 */
export interface Platform extends System, ProviderPlatform {
  readonly dynamo: DynamoDBClient;
  readonly s3: S3Client;
  readonly stepFunctions: SFNClient;
  readonly sqs: SQSClient;
  readonly eventBridge: EventBridgeClient;
}
