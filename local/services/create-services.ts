import { join } from 'node:path';
import type { AccessControl } from '../core/access-control.ts';
import { region } from '../core/aws-account.ts';
import { timeScale } from '../core/clock.ts';
import type { StorageFailureReporter } from '../core/ports.ts';
import { type Administrator, administrator, type RoleSession } from '../core/principal.ts';
import type { Observer } from '../core/runner-event.ts';
import type { LocalService } from '../core/service.ts';
import { AwsJsonServer } from '../http/aws-json-server.ts';
import { localSecretAccessKey } from '../http/sigv4.ts';
import { ApiGatewayService } from './apigateway/api-gateway-service.ts';
import { CloudWatchService } from './cloudwatch/cloudwatch-service.ts';
import { DynamoDbService } from './dynamodb/dynamodb-service.ts';
import { EventsService } from './events/events-service.ts';
import { grantRecorder } from './iam/grant-recorder.ts';
import { IamService } from './iam/iam-service.ts';
import { LambdaService } from './lambda/lambda-service.ts';
import { S3Service } from './s3/s3-service.ts';
import { SchedulerService } from './scheduler/scheduler-service.ts';
import { SecretsManagerService } from './secretsmanager/secrets-manager-service.ts';
import { SqsService } from './sqs/sqs-service.ts';
import { StatesService } from './states/states-service.ts';
import { StsService } from './sts/sts-service.ts';

export interface ServicesOptions {
  readonly assemblyFolder: string;
  readonly stateFolder: string;
  /** The port of the HTTP API; 0 selects a free port for every service. */
  readonly apiPort: number;
  readonly timeScale: number;
  /** Local values of secrets, by logical id. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Returns the access key id of the state folder. The services call it only after their start. */
  readonly accessKeyId: () => string;
  /** Returns the permissions that services check. @default those of the stack's policies */
  readonly accessOf?: ((policies: AccessControl) => AccessControl) | undefined;
  /** A file for the grants that allow requests, see `grantRecorder`. */
  readonly grantsFile?: string | undefined;
  readonly observer: Observer;
  readonly reportStorageFailure: StorageFailureReporter;
}

export interface Services {
  /** The endpoint of every service API except S3 and SQS. */
  readonly server: AwsJsonServer;
  readonly gateway: ApiGatewayService;
  readonly s3: S3Service;
  readonly sqs: SqsService;
  readonly scheduler: SchedulerService;
  /** Returns the environment variables that direct an AWS SDK to the started services, as the administrator. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** All services, in the order in which they start. They stop in the opposite order. */
  readonly all: readonly LocalService[];
}

/** Creates and connects the services of the runner. Nothing is opened before `start`. */
export function createServices(options: ServicesOptions): Services {
  const { reportStorageFailure } = options;
  const folder = (service: string) => join(options.stateFolder, service);
  const scale = timeScale(options.timeScale);
  const onAllowed = grantRecorder(options.grantsFile);
  const iam = new IamService({ accessKeyId: options.accessKeyId, onAllowed });
  const access = options.accessOf?.(iam) ?? iam;
  const endpoint = { access, reportStorageFailure };
  const storage = createStorage(options, access, folder, (event) => observer(event));
  const { server, s3, sqs } = storage;
  const { cloudwatch, observer } = createMonitoring(options, folder('cloudwatch'), { queues: sqs, server });
  const environment = (caller: Administrator | RoleSession = administrator) =>
    awsEnvironment({ aws: server.url, s3: s3.url, sqs: sqs.url }, access.accessKeyIdOf(caller));
  const timed = { timeScale: scale, observer };
  const lambda = new LambdaService({
    assemblyFolder: options.assemblyFolder,
    stateFolder: folder('lambda'),
    endpoints: environment,
    access,
    queues: sqs,
    ...timed,
    server,
  });
  const events = new EventsService({
    registry: server,
    queues: sqs,
    functions: lambda,
    machines: {
      startExecution: (machineArn, input, caller) => states.startExecution(machineArn, input, caller),
    },
    access,
    observer,
  });
  const states = new StatesService({
    ...endpoint,
    stateFolder: folder('states'),
    registry: server,
    functions: lambda,
    publisher: events,
    awsEndpoint: () => server.url,
    s3Endpoint: () => s3.url,
    ...timed,
  });
  const scheduler = new SchedulerService({
    stateFolder: folder('scheduler'),
    access,
    functions: lambda,
    machines: states,
    queues: sqs,
    ...timed,
  });
  const gatewayFolder = folder('apigateway');
  const port = options.apiPort;
  const gateway = new ApiGatewayService({ port, stateFolder: gatewayFolder, functions: lambda, ...timed });
  // The scheduler is ready after Step Functions, so executions resume before new ones start. The gateway is last: its
  // requests find every service running, and it is the first to stop.
  const all = [iam, ...storage.all, cloudwatch, lambda, events, states, scheduler, gateway];
  return { server, gateway, s3, sqs, scheduler, environment, all };
}

/** Creates CloudWatch, and the observer that all other services report to. */
function createMonitoring(
  { timeScale: factor, reportStorageFailure, observer }: ServicesOptions,
  stateFolder: string,
  { queues, server }: { readonly queues: SqsService; readonly server: AwsJsonServer },
): { readonly cloudwatch: CloudWatchService; readonly observer: Observer } {
  const cloudwatch = new CloudWatchService({
    stateFolder,
    reportStorageFailure,
    registry: server,
    queues,
    timeScale: timeScale(factor),
    observer,
  });
  return {
    cloudwatch,
    observer: (event) => {
      cloudwatch.observe(event);
      observer(event);
    },
  };
}

/** Creates the endpoint of the JSON services, and the services that depend on no other. */
function createStorage(
  options: ServicesOptions,
  access: AccessControl,
  folder: (service: string) => string,
  observer: Observer,
) {
  const endpoint = { access, reportStorageFailure: options.reportStorageFailure };
  const portAt = (distance: number) => portNextTo(options.apiPort, distance);
  const server = new AwsJsonServer({ ...endpoint, port: portAt(1) });
  const dynamodb = new DynamoDbService({ stateFolder: folder('dynamodb'), registry: server, observer });
  const s3 = new S3Service({ ...endpoint, stateFolder: folder('s3'), port: portAt(2) });
  const sqs = new SqsService({ ...endpoint, stateFolder: folder('sqs'), port: portAt(3), observer });
  const secrets = new SecretsManagerService({
    stateFolder: folder('secretsmanager'),
    registry: server,
    overrides: options.secrets,
  });
  return { server, s3, sqs, all: [dynamodb, s3, sqs, secrets, new StsService({ server })] };
}

/** Returns a fixed port for a fixed API port, so that queue URLs and signed links stay valid over a restart. */
function portNextTo(apiPort: number, distance: number): number {
  return apiPort === 0 ? 0 : apiPort + distance;
}

/**
 * Returns the variables that direct an AWS SDK to the laptop. With an IP address as the endpoint, S3 clients put the
 * bucket in the path, so `<bucket>.localhost` does not have to resolve.
 */
function awsEnvironment(endpoints: { aws: string; s3: string; sqs: string }, accessKeyId: string) {
  return {
    AWS_ENDPOINT_URL: endpoints.aws,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: localSecretAccessKey,
  };
}
