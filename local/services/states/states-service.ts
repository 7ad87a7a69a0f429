import { join } from 'node:path';
import { z } from 'zod';
import type { TimeScale } from '../../core/clock.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import { UnsupportedResourceError } from '../../core/errors.ts';
import { Identities, physicalName, refuseComputedName } from '../../core/identities.ts';
import type {
  EventPublisher,
  FunctionInvoker,
  MachineStarter,
  OperationRegistry,
  StorageFailureReporter,
} from '../../core/ports.ts';
import { readProperties } from '../../core/resource-properties.ts';
import type { Observer } from '../../core/runner-event.ts';
import type {
  Declaration,
  Identity,
  LocalService,
  Refusal,
  Resource,
  ResourceSupport,
} from '../../core/service.ts';
import { Announcer } from './announcer.ts';
import { executionArn, machineArn } from './arns.ts';
import { ExecutionStore } from './execution-store.ts';
import { Executions } from './executions.ts';
import { refusalsOf } from './guards.ts';
import { Integrations } from './integrations/index.ts';
import { type Definition, definitionSchema } from './language/definition.ts';
import { type Counts, Machine } from './machine.ts';
import { machineOf, stepFunctionsOperations } from './operations.ts';
import { TaskRunner } from './task-runner.ts';

export interface StatesServiceOptions {
  /** Holds `executions.sqlite`; created where it is missing. */
  readonly stateFolder: string;
  readonly registry: OperationRegistry;
  readonly functions: FunctionInvoker;
  readonly publisher: EventPublisher;
  /** Of the services that speak JSON, and of S3; asked at each call of an integration. */
  readonly awsEndpoint: () => string;
  readonly s3Endpoint: () => string;
  /** Of the credentials that both want. */
  readonly accessKeyId: () => string;
  readonly reportStorageFailure?: StorageFailureReporter;
  readonly timeScale: TimeScale;
  readonly observer: Observer;
  readonly clock?: Clock;
}

const support: ResourceSupport = {
  supported: ['StateMachineName', 'DefinitionString', 'Definition', 'StateMachineType'],
  ignored: {
    RoleArn: 'nothing on a laptop is refused for want of a permission; the template tests hold the grants',
    LoggingConfiguration: 'the terminal shows each state as it is entered',
    TracingConfiguration: 'nothing is traced on a laptop',
    EncryptionConfiguration: 'nothing is encrypted at rest on a laptop',
    Tags: 'nobody is billed by them',
  },
};

const propertiesSchema = z.object({
  StateMachineType: z.literal('STANDARD').default('STANDARD'),
  DefinitionString: z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('is not JSON');
        return z.NEVER;
      }
    })
    .pipe(definitionSchema)
    .optional(),
  Definition: definitionSchema.optional(),
});

/**
 * Step Functions (Standard): executions run on aws-local-stepfunctions, stand on disk state by state, and go on where
 * they were at the next start. What a definition asks for beyond that is refused by the name of the state.
 */
export class StatesService implements LocalService, MachineStarter {
  readonly name = 'Step Functions';
  readonly resources = { 'AWS::StepFunctions::StateMachine': support };
  readonly #options: StatesServiceOptions;
  readonly #clock: Clock;
  readonly #integrations: Integrations;
  readonly #identities = new Identities();
  readonly #machines: string[] = [];
  #started: { store: ExecutionStore; announcer: Announcer; executions: Executions } | undefined;

  constructor(options: StatesServiceOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#integrations = new Integrations({
      ...options,
      startExecution: ({ stateMachineArn, name, input }) => {
        const row = this.#running.executions.start(machineOf(stateMachineArn), input, name);
        return { executionArn: executionArn(row.machine, row.name), startDate: row.startDate };
      },
    });
  }

  async start(): Promise<void> {
    const {
      stateFolder,
      publisher,
      timeScale,
      observer,
      registry,
      reportStorageFailure = () => false,
    } = this.#options;
    const clock = this.#clock;
    const store = new ExecutionStore(join(stateFolder, 'executions.sqlite'));
    store.forget(clock.now());
    const announcer = new Announcer(store, publisher, clock);
    const tasks = new TaskRunner({ store, clock, timeScale, integrations: this.#integrations, observer });
    const executions = new Executions({ store, announcer, tasks, clock, observer, reportStorageFailure });
    this.#started = { store, announcer, executions };
    registry.serve('AWSStepFunctions', stepFunctionsOperations(executions, store));
  }

  identify(declaration: Declaration): Identity {
    const name = physicalName(declaration, 'StateMachineName', 80);
    const arn = machineArn(name);
    return this.#identities.set(declaration, { ref: arn, attributes: { Arn: arn, Name: name } });
  }

  findRefusals(resource: Resource): readonly Refusal[] {
    let definition: Definition;
    try {
      definition = definitionOf(resource);
    } catch (error) {
      if (error instanceof UnsupportedResourceError)
        return [{ property: error.property, reason: error.message }];
      throw error;
    }
    return refusalsOf(definition, (state) => this.#integrations.refusals(state));
  }

  async deploy(resource: Resource): Promise<void> {
    const name = this.#identities.get(resource).attributes.Name ?? '';
    refuseComputedName(resource, 'StateMachineName', name);
    this.#running.executions.addMachine(name, new Machine(definitionOf(resource), this.#options.timeScale));
    this.#machines.push(name);
  }

  /** Goes on with what was running, and announces the ends that nobody has been told of. */
  async ready(): Promise<void> {
    for (const machine of this.#machines) this.#running.executions.resume(machine);
  }

  async stop(): Promise<void> {
    if (this.#started === undefined) return;
    const { executions, announcer, store } = this.#started;
    this.#started = undefined;
    await executions.close();
    await announcer.close();
    store.close();
  }

  async startExecution(arn: string, input: unknown): Promise<void> {
    this.#running.executions.start(machineOf(arn), JSON.stringify(input));
  }

  /** How often what happened in which state of the execution: `StateEntered Wait for review` → 3. */
  history(arn: string): Counts {
    return this.#running.executions.describe(arn).counts;
  }

  get #running() {
    if (this.#started === undefined) throw new Error('Step Functions is not running.');
    return this.#started;
  }
}

/** @throws UnsupportedResourceError */
function definitionOf(resource: Resource): Definition {
  const { DefinitionString, Definition: inline } = readProperties(resource, propertiesSchema);
  const definition = DefinitionString ?? inline;
  if (definition !== undefined) return definition;
  throw new UnsupportedResourceError(resource.logicalId, 'DefinitionString', 'is needed');
}
