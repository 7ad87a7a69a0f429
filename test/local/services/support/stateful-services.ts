import { join } from 'node:path';
import { timeScale } from '../../../../local/core/clock.ts';
import type { Observer } from '../../../../local/core/runner-event.ts';
import { AwsJsonServer } from '../../../../local/http/aws-json-server.ts';
import { DynamoDbService } from '../../../../local/services/dynamodb/dynamodb-service.ts';
import { LambdaService } from '../../../../local/services/lambda/lambda-service.ts';
import { S3Service } from '../../../../local/services/s3/s3-service.ts';
import { SecretsManagerService } from '../../../../local/services/secretsmanager/secrets-manager-service.ts';
import { SqsService } from '../../../../local/services/sqs/sqs-service.ts';
import { access } from '../../../support/local-credentials.ts';
import { deploy } from './resources.ts';

/** Starts every service that keeps state on one folder, with one resource each. */
export async function startStatefulServices(folder: string, handler: string, observer: Observer = () => {}) {
  const server = new AwsJsonServer({ access });
  const dynamodb = new DynamoDbService({ stateFolder: join(folder, 'dynamodb'), registry: server, observer });
  const queues = new SqsService({ stateFolder: join(folder, 'sqs'), access, observer });
  const storage = new S3Service({ stateFolder: join(folder, 's3'), access });
  const secrets = new SecretsManagerService({ stateFolder: join(folder, 'secrets'), registry: server });
  const lambda = new LambdaService({
    assemblyFolder: join(import.meta.dirname, '..', 'lambda'),
    stateFolder: join(folder, 'lambda'),
    endpoints: () => ({}),
    access,
    queues,
    timeScale: timeScale(1),
    observer,
    server,
  });
  const all = [dynamodb, queues, storage, secrets, lambda];
  for (const service of all) await service.start();
  const table = await deploy(dynamodb, 'Voices', 'AWS::DynamoDB::Table', {
    AttributeDefinitions: [{ AttributeName: 'voiceId', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'voiceId', KeyType: 'HASH' }],
  });
  const queue = await deploy(queues, 'Events', 'AWS::SQS::Queue');
  const bucket = await deploy(storage, 'Previews', 'AWS::S3::Bucket');
  const secret = await deploy(secrets, 'Keys', 'AWS::SecretsManager::Secret', { SecretString: 'template' });
  const worker = await deploy(
    lambda,
    'Worker',
    'AWS::Lambda::Function',
    { Handler: handler, Runtime: 'nodejs24.x', Timeout: 900 },
    { 'aws:asset:path': 'functions' },
  );
  for (const service of all) await ('ready' in service ? service.ready() : undefined);
  return {
    dynamodb,
    queues,
    storage,
    lambda,
    server,
    table: table.ref,
    queueArn: queue.attributes.Arn ?? '',
    bucket: bucket.ref,
    secret: secret.ref,
    worker: worker.ref,
    stop: async () => {
      for (const service of all.toReversed()) await service.stop();
    },
  };
}
