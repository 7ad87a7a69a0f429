import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { once } from './once.ts';

export const dynamo = once(() => new DynamoDBClient({}));
