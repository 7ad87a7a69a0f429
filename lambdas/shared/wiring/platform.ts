import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { System } from '../platform/system.ts';
import type { ProviderPlatform } from '../provider/clients.ts';

/**
 * Everything outside of a function's own code. Each operation's `dependenciesOf` names the part that it uses, so that
 * its bundle holds no other client. Tests pass their own collaborators with the environment of the template.
 */
export interface Platform extends System, ProviderPlatform {
  readonly dynamo: DynamoDBClient;
  readonly s3: S3Client;
  readonly stepFunctions: SFNClient;
  readonly eventBridge: EventBridgeClient;
}
