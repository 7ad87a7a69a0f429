import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBServiceException,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AwsError } from '../../local/core/aws-error.ts';

/** Performs an operation of an AWS service, such as `PutItem`, and returns its output. @throws AwsError */
export type ServiceCall = (operation: string, input: object) => Promise<unknown>;

interface SentCommand {
  readonly input: object;
}

const configuration = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const dynamo = new DynamoDBClient(configuration);
const s3 = new S3Client(configuration);
const stepFunctions = new SFNClient(configuration);
const eventBridge = new EventBridgeClient(configuration);
const secretsManager = new SecretsManagerClient(configuration);
const sqs = new SQSClient(configuration);

/**
 * SDK clients whose commands are answered in this process. They bypass the SDK's middleware, which costs twenty times
 * what a table in memory does, and with it the SDK's retries.
 */
export const inProcess = {
  dynamo: (call: ServiceCall) => clientOn(dynamo, call),
  s3: (call: ServiceCall) => clientOn(s3, call),
  stepFunctions: (call: ServiceCall) => clientOn(stepFunctions, call),
  eventBridge: (call: ServiceCall) => clientOn(eventBridge, call),
  secretsManager: (call: ServiceCall) => clientOn(secretsManager, call),
  sqs: (call: ServiceCall) => clientOn(sqs, call),
};

/** A queue service without queues, for functions that use none. */
export const noQueues = inProcess.sqs(async () => {
  throw new AwsError('QueueDoesNotExist', 'there is no queue', 400);
});

function clientOn<Client extends object>(base: Client, call: ServiceCall): Client {
  const client: Client = Object.create(base);
  return Object.assign(client, {
    send: async (command: SentCommand): Promise<unknown> => {
      const operation = command.constructor.name.replace(/Command$/, '');
      const output = await call(operation, command.input).catch((error: unknown) => {
        throw error instanceof AwsError ? exceptionOf(error) : error;
      });
      return { ...Object(output), $metadata: {} };
    },
  });
}

/** Exceptions that the functions' code recognizes by their class. */
const exceptions = {
  ConditionalCheckFailedException,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  ResourceNotFoundException,
  TaskDoesNotExist,
  TaskTimedOut,
};

function exceptionOf({ type, message, statusCode }: AwsError): Error {
  const options = { message, $metadata: { httpStatusCode: statusCode } };
  const known = Object.entries(exceptions).find(([name]) => name === type)?.[1];
  if (known) return new known(options);
  const $fault = statusCode < 500 ? 'client' : 'server';
  return new DynamoDBServiceException({ ...options, name: type, $fault });
}
