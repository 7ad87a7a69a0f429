import { join } from 'node:path';
import { z } from 'zod';
import type { AccessControl } from '../../core/access-control.ts';
import { type Clock, systemClock, type TimeScale } from '../../core/clock.ts';
import { UnsupportedResourceError } from '../../core/errors.ts';
import { Identities, physicalName, refuseComputedName } from '../../core/identities.ts';
import { ignoredReasons } from '../../core/ignored-reasons.ts';
import type {
  EventPublisher,
  FunctionInvoker,
  MachineStarter,
  OperationRegistry,
  StorageFailureReporter,
} from '../../core/ports.ts';
import type { Principal, RoleSession } from '../../core/principal.ts';
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
import { checkedOperations, checkedRules } from '../../models/operation-checks.ts';
import { statesRules } from './access-rules.ts';
import { executionArn, machineArn } from './arns.ts';
import { ExecutionStore } from './execution-store.ts';
import { Executions } from './executions.ts';
import { Integrations } from './integrations/index.ts';
import { type Definition, definitionSchema } from './language/definition.ts';
import { languageParts } from './language/parts.ts';
import { intrinsicNames } from './language/template.ts';
import { hashOf, Machine, validateDefinition } from './machine.ts';
import { checkName, type Deployment, isValidName, machineOf, stepFunctionsOperations } from './operations.ts';
import { refusalsOf } from './refusals.ts';
import { StatusChangePublisher } from './status-change-publisher.ts';
import type { Counts, WorkflowType } from './step.ts';
import { TaskRunner } from './task-runner.ts';

export interface StatesServiceOptions {
  /** The folder of `executions.sqlite`, which is created if it is missing. */
  readonly stateFolder: string;
  readonly registry: OperationRegistry;
  readonly functions: FunctionInvoker;
  readonly publisher: EventPublisher;
  /** Returns the endpoint of the JSON services. It is called for each task. */
  readonly awsEndpoint: () => string;
  readonly s3Endpoint: () => string;
  readonly access: AccessControl;
  readonly reportStorageFailure?: StorageFailureReporter;
  readonly timeScale: TimeScale;
  readonly observer: Observer;
  readonly clock?: Clock;
  /** Checks each definition that no earlier start has checked. By default, the interpreter's validator checks it. */
  readonly validate?: (definition: Definition) => void;
}

const support = {
  supported: ['DefinitionString', 'RoleArn', 'StateMachineName', 'StateMachineType'],
  ignored: {
    LoggingConfiguration: 'the terminal shows the executions',
    TracingConfiguration: ignoredReasons.tracing,
    EncryptionConfiguration: ignoredReasons.encryption,
    Tags: ignoredReasons.tags,
  },
};

const propertiesSchema = z.object({
  RoleArn: z.string(),
  StateMachineType: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
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
 * Step Functions. Executions run on aws-local-stepfunctions. Those of Standard workflows are stored state by state, so they
 * resume at the next start. Those of Express workflows are not. A feature that it does not support is refused with the name of the state.
 */
export class StatesService implements LocalService, MachineStarter {
  readonly name = 'states';
  readonly resources: Readonly<Record<string, ResourceSupport>>;
  readonly #options: StatesServiceOptions;
  readonly #clock: Clock;
  readonly #integrations: Integrations;
  readonly #identities = new Identities();
  /** The sessions of the machines' roles, by the name of the machine. */
  readonly #machines = new Map<string, RoleSession>();
  readonly #deployments = new Map<string, Deployment>();
  #started:
    | { store: ExecutionStore; statusChanges: StatusChangePublisher; executions: Executions }
    | undefined;

  constructor(options: StatesServiceOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#integrations = new Integrations({
      ...options,
      startExecution: ({ stateMachineArn, name, input, caller }) => {
        this.#authorizeStart(caller, stateMachineArn);
        if (name !== undefined) checkName(name);
        const row = this.#running.executions.start(machineOf(stateMachineArn), input, name);
        return { executionArn: executionArn(row.machine, row.name), startDate: row.startDate };
      },
    });
    const parts = [...languageParts(intrinsicNames), ...this.#integrations.parts];
    this.resources = {
      'AWS::StepFunctions::StateMachine': {
        ...support,
        documents: { Definition: parts, DefinitionString: [] },
      },
    };
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
    store.deleteExpired(clock.now());
    const statusChanges = new StatusChangePublisher(store, publisher, clock);
    const callerOf = (machine: string) => this.#callerOf(machine);
    const integrations = this.#integrations;
    const tasks = new TaskRunner({ store, clock, timeScale, integrations, callerOf, observer });
    const executions = new Executions({
      store,
      statusChanges,
      tasks,
      clock,
      observer,
      reportStorageFailure,
      keepsHistory: true,
    });
    this.#started = { store, statusChanges, executions };
    const operations = stepFunctionsOperations(executions, store, this.#deployments);
    const rules = checkedRules('sfn', statesRules(Object.keys(operations)));
    registry.serve('AWSStepFunctions', checkedOperations('sfn', operations), rules);
  }

  identify(declaration: Declaration): Identity {
    const name = physicalName(declaration, 'StateMachineName', 80);
    const arn = machineArn(name);
    return this.#identities.set(declaration, { ref: arn, attributes: { Arn: arn, Name: name } });
  }

  findRefusals(resource: Resource): readonly Refusal[] {
    try {
      const { definition, type } = workflowOf(resource);
      return [
        ...refusalsOfName(resource.properties.StateMachineName),
        ...refusalsOf(definition, (state) => this.#integrations.findRefusals(state), type),
      ];
    } catch (error) {
      if (error instanceof UnsupportedResourceError)
        return [{ property: error.property, reason: error.message }];
      throw error;
    }
  }

  async deploy(resource: Resource): Promise<void> {
    const name = this.#identities.get(resource).attributes.Name ?? '';
    refuseComputedName(resource, 'StateMachineName', name);
    const { definition, type, roleArn } = workflowOf(resource);
    this.#validate(definition);
    this.#running.executions.addMachine(name, new Machine(definition, this.#options.timeScale, type));
    const session = this.#options.access.assumeRole({
      logicalId: resource.logicalId,
      property: 'RoleArn',
      roleArn,
      service: 'states.amazonaws.com',
      sessionName: name,
      sourceArn: machineArn(name),
    });
    this.#machines.set(name, session);
    const creationDate = this.#running.store.creationDate(name, this.#clock.now());
    this.#deployments.set(name, { roleArn, creationDate });
  }

  #validate(definition: Definition): void {
    const { store } = this.#running;
    const hash = hashOf(definition);
    if (store.isValidated(hash)) return;
    (this.#options.validate ?? validateDefinition)(definition);
    store.markValidated(hash);
  }

  /** Resumes running executions, and publishes the status changes that are still due. */
  async ready(): Promise<void> {
    for (const machine of this.#machines.keys()) this.#running.executions.resume(machine);
  }

  async remove(_type: string, arn: string): Promise<undefined> {
    this.#running.store.removeMachine(machineOf(arn));
    return undefined;
  }

  async stop(): Promise<void> {
    if (this.#started === undefined) return;
    const { executions, statusChanges, store } = this.#started;
    this.#started = undefined;
    await executions.close();
    await statusChanges.close();
    store.close();
  }

  #callerOf(machine: string): RoleSession {
    const session = this.#machines.get(machine);
    if (session === undefined) throw new Error(`The state machine ${machine} is not deployed.`);
    return session;
  }

  #authorizeStart(caller: Principal, arn: string): void {
    this.#options.access.authorize(caller, { action: 'states:StartExecution', resource: arn });
  }

  async startExecution(arn: string, input: unknown, caller: Principal): Promise<void> {
    this.#authorizeStart(caller, arn);
    this.#running.executions.start(machineOf(arn), JSON.stringify(input));
  }

  /** Returns the number of events of each type and state, such as 3 for `StateEntered Wait for review`. */
  history(arn: string): Counts {
    return this.#running.executions.describe(arn).counts;
  }

  get #running() {
    if (this.#started === undefined) throw new Error('Step Functions is not running.');
    return this.#started;
  }
}

interface Workflow {
  readonly definition: Definition;
  readonly type: WorkflowType;
  readonly roleArn: string;
}

/** Returns the reasons why Step Functions does not accept the name of a state machine. */
function refusalsOfName(name: unknown): Refusal[] {
  if (typeof name !== 'string' || isValidName(name)) return [];
  return [{ property: 'StateMachineName', reason: `Invalid Name: '${name}'` }];
}

/** @throws UnsupportedResourceError */
function workflowOf(resource: Resource): Workflow {
  const properties = readProperties(resource, propertiesSchema);
  const definition = properties.DefinitionString ?? properties.Definition;
  const { StateMachineType: type, RoleArn: roleArn } = properties;
  if (definition !== undefined) return { definition, type, roleArn };
  throw new UnsupportedResourceError(resource.logicalId, 'DefinitionString', 'is required');
}
