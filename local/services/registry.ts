import { join } from 'node:path';
import { timeScale } from '../clock.ts';
import { AwsJsonServer } from '../wire/aws-json-server.ts';
import { ApiGatewayService } from './apigateway/api-gateway-service.ts';
import { CloudWatchService } from './cloudwatch/cloudwatch-service.ts';
import { DynamoDbService } from './dynamodb/dynamodb-service.ts';
import { EventsService } from './events/events-service.ts';
import { QueuesService } from './fauxqs/queues-service.ts';
import { StorageService } from './fauxqs/storage-service.ts';
import { LambdaService } from './lambda/lambda-service.ts';
import type { Observer, StorageFailed } from './ports.ts';
import { SchedulerService } from './scheduler/scheduler-service.ts';
import { SecretsManagerService } from './secretsmanager/secrets-manager-service.ts';
import { type LocalService, region } from './service.ts';
import { StatesService } from './states/states-service.ts';

export interface ServicesOptions {
  readonly assemblyFolder: string;
  readonly stateFolder: string;
  /** 0 for any free one. */
  readonly apiPort: number;
  readonly timeScale: number;
  /** By logical id. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Of the state folder's credentials; not asked before the start. */
  readonly accessKeyId: () => string;
  readonly observer: Observer;
  readonly storageFailed: StorageFailed;
}

export interface Services {
  /** Where the services' own APIs are, but for S3 and SQS. */
  readonly server: AwsJsonServer;
  readonly gateway: ApiGatewayService;
  readonly storage: StorageService;
  readonly queues: QueuesService;
  readonly scheduler: SchedulerService;
  /** The variables by which an AWS SDK finds these services, once they have been started. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** All of them, in the order they are started; they are stopped in the opposite order. */
  readonly all: readonly LocalService[];
}

/** Every service of the runner, each given what it asks of the others. Nothing is opened before `start`. */
export function createServices(options: ServicesOptions): Services {
  const { assemblyFolder, observer, accessKeyId, storageFailed } = options;
  const folder = (service: string) => join(options.stateFolder, service);
  const scale = timeScale(options.timeScale);
  // Beside a fixed port of the API the others are fixed too: queue URLs and signed links outlive a restart.
  const portAt = (distance: number) => (options.apiPort === 0 ? 0 : options.apiPort + distance);
  const server = new AwsJsonServer({ port: portAt(1), accessKeyId, storageFailed });
  const registry = server;

  const dynamodb = new DynamoDbService({ stateFolder: folder('dynamodb'), registry, observer });
  const storage = new StorageService({
    stateFolder: folder('s3'),
    port: portAt(2),
    accessKeyId,
    storageFailed,
  });
  const queues = new QueuesService({
    stateFolder: folder('sqs'),
    port: portAt(3),
    accessKeyId,
    observer,
    storageFailed,
  });
  const secrets = new SecretsManagerService({
    stateFolder: folder('secretsmanager'),
    registry,
    overrides: options.secrets,
  });
  const environment = () => awsEnvironment(server, storage, queues, accessKeyId());
  const lambda = new LambdaService({
    assemblyFolder,
    stateFolder: folder('lambda'),
    endpoints: environment,
    queues,
    timeScale: scale,
    observer,
    server,
  });
  const events = new EventsService({
    registry,
    queues,
    functions: lambda,
    machines: { startExecution: (machineArn, input) => states.startExecution(machineArn, input) },
    observer,
  });
  const states = new StatesService({
    stateFolder: folder('states'),
    registry,
    functions: lambda,
    publisher: events,
    awsEndpoint: () => server.url,
    s3Endpoint: () => storage.url,
    accessKeyId,
    storageFailed,
    timeScale: scale,
    observer,
  });
  const scheduler = new SchedulerService({
    stateFolder: folder('scheduler'),
    functions: lambda,
    machines: states,
    queues,
    timeScale: scale,
    observer,
  });
  const metrics = new CloudWatchService({ registry });
  const gateway = new ApiGatewayService({ port: options.apiPort, functions: lambda, observer });

  // The clocks after what they set going: executions are resumed before any new one starts. The gateway last: what it
  // lets in finds everything running, and is the first to end.
  const all = [dynamodb, storage, queues, secrets, lambda, events, states, metrics, scheduler, gateway];
  return { server, gateway, storage, queues, scheduler, environment, all };
}

/**
 * What an AWS SDK needs to talk to the laptop instead of AWS. An address by number makes S3 clients put the bucket in
 * the path, so that nothing has to resolve `<bucket>.localhost`.
 */
function awsEnvironment(
  server: AwsJsonServer,
  storage: StorageService,
  queues: QueuesService,
  accessKeyId: string,
) {
  return {
    AWS_ENDPOINT_URL: server.url,
    AWS_ENDPOINT_URL_S3: storage.url,
    AWS_ENDPOINT_URL_SQS: queues.url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    // Signatures are not verified.
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}
