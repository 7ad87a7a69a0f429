import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsError } from '../../../../local/core/aws-error.ts';
import { timeScale } from '../../../../local/core/clock.ts';
import type { EventEntry, FunctionResult, Operations } from '../../../../local/core/ports.ts';
import type { RunnerEvent } from '../../../../local/core/runner-event.ts';
import type { Resource } from '../../../../local/core/service.ts';
import { machineArn } from '../../../../local/services/states/arns.ts';
import { validateDefinition } from '../../../../local/services/states/machine.ts';
import {
  StatesService,
  type StatesServiceOptions,
} from '../../../../local/services/states/states-service.ts';
import { access } from '../../../support/local-credentials.ts';

export const machineName = 'machine';
export const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:work';

export function machineResource(definition: unknown, properties: Record<string, unknown> = {}): Resource {
  return {
    logicalId: 'Machine',
    type: 'AWS::StepFunctions::StateMachine',
    properties: {
      StateMachineName: machineName,
      DefinitionString: JSON.stringify(definition),
      RoleArn: 'arn:aws:iam::000000000000:role/machine',
      ...properties,
    },
    metadata: {},
  };
}

type EventOf<Kind extends RunnerEvent['kind']> = Extract<RunnerEvent, { kind: Kind }>;

export interface StartOptions {
  /** Called when the machine is deployed and no execution has resumed. */
  readonly beforeReady?: () => Promise<void>;
  /** Called when the service accepts requests and the machine is not deployed. */
  readonly beforeDeploy?: () => Promise<void>;
}

/** A state machine on a real state folder, with scripted other services. `restart` starts it again on the same folder. */
export class StatesFixture {
  readonly runnerEvents: RunnerEvent[] = [];
  readonly publishedEvents: EventEntry[] = [];
  readonly payloads: unknown[] = [];
  /** Returns the result of the function. */
  respond: (payload: unknown) => FunctionResult | Promise<FunctionResult> = (payload) => ({ payload });
  publish: (entry: EventEntry) => Promise<string> = async () => 'event-id';
  validate = validateDefinition;
  service: StatesService;
  /** The definition that the next start deploys. */
  definition: unknown;
  readonly #folder = mkdtempSync(join(tmpdir(), 'states-'));
  readonly #options: Partial<StatesServiceOptions>;
  readonly #properties: Record<string, unknown>;
  #operations: Operations = {};
  #watchers: (() => void)[] = [];

  /** @param properties the resource's other properties, such as `StateMachineType` */
  constructor(
    definition: unknown,
    options: Partial<StatesServiceOptions> = {},
    properties: Record<string, unknown> = {},
  ) {
    this.definition = definition;
    this.#options = options;
    this.#properties = properties;
    this.service = this.#create();
  }

  async start({ beforeDeploy, beforeReady }: StartOptions = {}): Promise<this> {
    const resource = machineResource(this.definition, this.#properties);
    await this.service.start();
    await beforeDeploy?.();
    const { logicalId, type, properties } = resource;
    this.service.identify({ logicalId, type, stackName: 'stack', literals: properties });
    await this.service.deploy(resource);
    await beforeReady?.();
    await this.service.ready();
    return this;
  }

  /** Stops the service without ending its executions, like a kill, and starts it again on the same folder. */
  async restart(options?: StartOptions): Promise<void> {
    await this.stopService();
    await this.startService(options);
  }

  async stopService(): Promise<void> {
    await this.service.stop();
  }

  async startService(options?: StartOptions): Promise<void> {
    this.service = this.#create();
    await this.start(options);
  }

  /** The database of the executions, which is open while the service runs. */
  get database(): string {
    return join(this.#folder, 'executions.sqlite');
  }

  async stop(): Promise<void> {
    await this.service.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async call(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    const output = await this.#operations[operation]?.({
      stateMachineArn: machineArn(machineName),
      ...input,
    });
    return Object.fromEntries(Object.entries(output ?? {}));
  }

  /** Starts an execution and returns its description once it has ended. */
  async run(input: unknown = {}, name = 'execution'): Promise<Record<string, unknown>> {
    const { executionArn } = await this.call('StartExecution', { name, input: JSON.stringify(input) });
    return this.waitForEnd(String(executionArn));
  }

  async waitForEnd(executionArn: string): Promise<Record<string, unknown>> {
    const describe = () => this.call('DescribeExecution', { executionArn });
    let described = await describe();
    while (described.status === 'RUNNING') {
      await this.#next();
      described = await describe();
    }
    return described;
  }

  async waitForPublished(count: number): Promise<void> {
    while (this.publishedEvents.length < count) await this.#next();
  }

  /** Waits for a runner event of this kind. */
  async waitForEvent<Kind extends RunnerEvent['kind']>(kind: Kind): Promise<EventOf<Kind>> {
    for (;;) {
      const found = this.runnerEvents.find((event): event is EventOf<Kind> => event.kind === kind);
      if (found !== undefined) return found;
      await this.#next();
    }
  }

  /** Waits until the function has been called this often. */
  async waitForPayloads(count: number): Promise<void> {
    while (this.payloads.length < count) await this.#next();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => this.#watchers.push(resolve));
  }

  #wake(): void {
    for (const watcher of this.#watchers.splice(0)) watcher();
  }

  #create(): StatesService {
    return new StatesService({
      stateFolder: this.#folder,
      registry: { serve: (_prefix, operations) => (this.#operations = operations) },
      functions: {
        invoke: async (name, payload) => {
          if (name !== functionArn) throw new AwsError('ResourceNotFoundException', `no ${name}`, 404);
          this.payloads.push(payload);
          this.#wake();
          return this.respond(payload);
        },
      },
      publisher: {
        publish: async (entry) => {
          const id = await this.publish(entry);
          this.publishedEvents.push(entry);
          this.#wake();
          return id;
        },
      },
      awsEndpoint: () => 'http://127.0.0.1:1',
      s3Endpoint: () => 'http://127.0.0.1:1',
      access,
      timeScale: timeScale(1000),
      validate: (definition) => this.validate(definition),
      observer: (event) => {
        this.runnerEvents.push(event);
        this.#wake();
      },
      ...this.#options,
    });
  }
}
