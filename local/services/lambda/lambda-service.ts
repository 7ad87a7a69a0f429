import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessControl } from '../../core/access-control.ts';
import { AccessDeniedError } from '../../core/access-denied.ts';
import { AwsError } from '../../core/aws-error.ts';
import { type Clock, systemClock, type TimeScale } from '../../core/clock.ts';
import { Identities, onlyRef, physicalName, refuseComputedName } from '../../core/identities.ts';
import type { AsyncFunctionInvoker, FunctionInvoker, FunctionResult, QueueSender } from '../../core/ports.ts';
import type { Principal, RoleSession } from '../../core/principal.ts';
import { refusalsOfReader } from '../../core/resource-properties.ts';
import type { Observer } from '../../core/runner-event.ts';
import type { Declaration, Identity, LocalService, Refusal, Resource } from '../../core/service.ts';
import type { AwsJsonServer } from '../../http/aws-json-server.ts';
import { AsyncInvocationStore } from './async-invocation-store.ts';
import { AsyncInvocations } from './async-invocations.ts';
import { AccountConcurrency } from './concurrency.ts';
import { environmentVariables } from './environment-variables.ts';
import { readEventInvokeConfig } from './event-invoke-config.ts';
import { functionArn, functionName, readFunction } from './function-configuration.ts';
import { FunctionLogs } from './function-logs.ts';
import { FunctionPool } from './function-pool.ts';
import { invokeOperation } from './invoke-api.ts';
import { eventInvokeConfigSupport, functionSupport } from './support.ts';

export interface LambdaOptions {
  readonly assemblyFolder: string;
  /** The folder of the log files and the accepted asynchronous events. */
  readonly stateFolder: string;
  /** Returns the endpoint variables and credentials of a function. The service calls it for each new environment. */
  readonly endpoints: (session: RoleSession) => Readonly<Record<string, string>>;
  readonly access: AccessControl;
  readonly queues: QueueSender;
  readonly timeScale: TimeScale;
  /** The clock of idle environments. @default the system's */
  readonly clock?: Clock;
  readonly observer: Observer;
  /** The server of the operation Invoke. */
  readonly server: AwsJsonServer;
}

/**
 * Lambda. It runs each function's bundle with AWS's own runtime client in at most two worker threads, and enforces the
 * function's timeout and memory. Callers wait for a free environment, and are throttled as on AWS: above the function's
 * reserved concurrency or the account's.
 */
export class LambdaService implements LocalService, FunctionInvoker, AsyncFunctionInvoker {
  readonly name = 'lambda';
  readonly resources = {
    'AWS::Lambda::Function': functionSupport,
    'AWS::Lambda::EventInvokeConfig': eventInvokeConfigSupport,
  };
  readonly #options: LambdaOptions;
  readonly #identities = new Identities();
  readonly #pools = new Map<string, FunctionPool>();
  readonly #concurrency = new AccountConcurrency();
  #logs: FunctionLogs | undefined;
  #async: AsyncInvocations | undefined;

  constructor(options: LambdaOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { stateFolder, queues, timeScale, observer, server } = this.#options;
    mkdirSync(stateFolder, { recursive: true });
    this.#logs = new FunctionLogs(join(stateFolder, 'logs'), observer);
    this.#async = new AsyncInvocations({
      store: new AsyncInvocationStore(join(stateFolder, 'events.sqlite')),
      pool: (nameOrArn) => this.#pool(nameOrArn),
      queues,
      timeScale,
      log: (functionName, line) => this.#logs?.write(functionName, line),
      observer,
    });
    server.serveRest(invokeOperation(this));
  }

  identify(declaration: Declaration): Identity {
    if (declaration.type !== 'AWS::Lambda::Function') return onlyRef(declaration);
    const name = physicalName(declaration, 'FunctionName', 64);
    return this.#identities.set(declaration, { ref: name, attributes: { Arn: functionArn(name) } });
  }

  findRefusals(resource: Resource): readonly Refusal[] {
    return refusalsOfReader(() =>
      resource.type === 'AWS::Lambda::Function'
        ? readFunction(resource, resource.logicalId, this.#options.assemblyFolder)
        : readEventInvokeConfig(resource),
    );
  }

  async deploy(resource: Resource): Promise<void> {
    if (resource.type === 'AWS::Lambda::Function') this.#deployFunction(resource);
    if (resource.type === 'AWS::Lambda::EventInvokeConfig') {
      const config = readEventInvokeConfig(resource);
      this.#started().async.configure(functionName(config.functionNameOrArn), config);
    }
  }

  async ready(): Promise<void> {
    this.#started().async.resume();
  }

  async stop(): Promise<void> {
    this.#async?.stop();
    this.#async = undefined;
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.stop()));
    await this.#logs?.close();
  }

  async invoke(nameOrArn: string, payload: unknown, caller: Principal): Promise<FunctionResult> {
    this.#authorize(nameOrArn, caller);
    return this.#pool(nameOrArn).invoke(payload);
  }

  async invokeAsync(nameOrArn: string, payload: unknown, caller: Principal): Promise<void> {
    this.#authorize(nameOrArn, caller);
    await this.#started().async.invokeAsync(nameOrArn, payload);
  }

  #deployFunction(resource: Resource): void {
    const { ref: name } = this.#identities.get(resource);
    refuseComputedName(resource, 'FunctionName', name);
    const configuration = readFunction(resource, name, this.#options.assemblyFolder);
    const { logs } = this.#started();
    const session = this.#options.access.assumeRole({
      logicalId: resource.logicalId,
      property: 'Role',
      roleArn: configuration.roleArn,
      service: 'lambda.amazonaws.com',
      sessionName: name,
      sourceArn: configuration.arn,
    });
    this.#pools.set(
      name,
      new FunctionPool(configuration, session, {
        clock: this.#options.clock ?? systemClock,
        variables: () => environmentVariables(configuration, this.#options.endpoints(session)),
        log: (line) => logs.write(name, line),
        concurrency: this.#concurrency.limitOf(resource.logicalId, configuration.reservedConcurrency),
        observer: this.#options.observer,
      }),
    );
  }

  /** @throws AwsError `AccessDeniedException`, in Lambda with the status 403 */
  #authorize(nameOrArn: string, caller: Principal): void {
    const resource = functionArn(functionName(nameOrArn));
    try {
      this.#options.access.authorize(caller, { action: 'lambda:InvokeFunction', resource });
    } catch (error) {
      throw error instanceof AccessDeniedError ? new AwsError(error.type, error.message, 403) : error;
    }
  }

  #started(): { readonly logs: FunctionLogs; readonly async: AsyncInvocations } {
    if (this.#logs === undefined || this.#async === undefined)
      throw new Error('Lambda has not been started.');
    return { logs: this.#logs, async: this.#async };
  }

  #pool(nameOrArn: string): FunctionPool {
    const name = functionName(nameOrArn);
    const pool = this.#pools.get(name);
    if (pool === undefined) {
      throw new AwsError('ResourceNotFoundException', `Function not found: ${functionArn(name)}`, 404);
    }
    return pool;
  }
}
