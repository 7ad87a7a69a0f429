import { z } from 'zod';
import { timeScale } from '../../local/core/clock.ts';
import type { EventPublisher, FunctionInvoker } from '../../local/core/ports.ts';
import type { Observer } from '../../local/core/runner-event.ts';
import type { Resource } from '../../local/core/service.ts';
import { executionArn } from '../../local/services/states/arns.ts';
import type { TaskAnswer } from '../../local/services/states/callback-tasks.ts';
import { type ExecutionRow, ExecutionStore } from '../../local/services/states/execution-store.ts';
import { Executions } from '../../local/services/states/executions.ts';
import { dynamodb } from '../../local/services/states/integrations/dynamodb.ts';
import { putEvents } from '../../local/services/states/integrations/events.ts';
import type { Integration } from '../../local/services/states/integrations/integration.ts';
import type { JsonCall } from '../../local/services/states/integrations/json-call.ts';
import { lambdaInvoke } from '../../local/services/states/integrations/lambda.ts';
import { type Definition, definitionSchema } from '../../local/services/states/language/definition.ts';
import { Machine } from '../../local/services/states/machine.ts';
import { StatusChangePublisher } from '../../local/services/states/status-change-publisher.ts';
import type { WorkflowType } from '../../local/services/states/step.ts';
import { TaskRunner } from '../../local/services/states/task-runner.ts';
import type { MachineName } from '../harness/deployed-stack.ts';
import type { VirtualTime } from './virtual-time.ts';

export type Machines = Readonly<Record<MachineName, Machine>>;

/** Compiles the stack's state machines once for all schedules. A machine has no state of its executions. */
export function machinesOf(resources: Readonly<Record<MachineName, Resource>>): Machines {
  return {
    design: machineOf(resources.design),
    purge: machineOf(resources.purge),
    reconcile: machineOf(resources.reconcile),
    sweep: machineOf(resources.sweep),
  };
}

const properties = z.object({
  StateMachineType: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
  DefinitionString: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(definitionSchema),
});

function machineOf(resource: Resource): Machine {
  const { DefinitionString, StateMachineType } = properties.parse(resource.properties);
  return machineBy(DefinitionString, StateMachineType);
}

export function machineBy(definition: Definition, type?: WorkflowType): Machine {
  return new Machine(definition, timeScale(1), type);
}

export interface EnginePorts {
  readonly time: VirtualTime;
  readonly functions: FunctionInvoker;
  readonly publisher: EventPublisher;
  readonly table: JsonCall;
  /** Integrations that take the place of the engine's own. */
  readonly integrations?: readonly Integration[];
  /** Receives the starts, states and ends of executions. */
  readonly observer?: Observer | undefined;
}

/** Discards metrics. */
const discardMetrics: Integration = {
  matches: (resource) => resource.endsWith(':cloudwatch:putMetricData'),
  parameters: undefined,
  parts: [],
  callbacks: false,
  run: async () => ({}),
};

/** The runner's Step Functions engine in virtual time, without disk and network. */
export class Engine {
  readonly #store = new ExecutionStore(':memory:');
  readonly #executions: Executions;
  #wakes = 0;

  constructor(
    machines: Machines,
    { time, functions, publisher, table, integrations: own = [], observer }: EnginePorts,
  ) {
    const integrations = [
      ...own,
      lambdaInvoke(functions),
      putEvents(publisher),
      ...dynamodb(() => '', table),
      discardMetrics,
    ];
    this.#executions = new Executions({
      store: this.#store,
      statusChanges: new StatusChangePublisher(this.#store, publisher, time),
      tasks: new TaskRunner({
        store: this.#store,
        clock: time,
        timeScale: timeScale(1),
        integrations: { find: (resource) => integrations.find((each) => each.matches(resource)) },
        callerOf: (machine) => ({ kind: 'role', roleArn: machine, sessionName: machine }),
      }),
      clock: time,
      observer: observer ?? (() => undefined),
      reportStorageFailure: () => false,
      keepsHistory: false,
    });
    for (const [name, machine] of Object.entries(machines)) this.#executions.addMachine(name, machine);
  }

  /** @throws AwsError `ExecutionAlreadyExists` */
  start(machine: MachineName, name: string, input: unknown): void {
    this.#executions.start(machine, JSON.stringify(input), name);
  }

  /** Returns an execution; undefined if it was never started. */
  find(machine: MachineName, name: string): ExecutionRow | undefined {
    return this.#store.find(machine, name);
  }

  stop(machine: MachineName, name: string): void {
    if (this.find(machine, name)) this.#executions.abort(executionArn(machine, name));
  }

  /** Ends the wait of a task with a token. @throws AwsError `TaskTimedOut`, `TaskDoesNotExist`, `InvalidToken` */
  answerTask(token: string, answer: TaskAnswer): void {
    this.#executions.answerTask(token, answer);
    this.#wakes += 1;
  }

  /** Returns the executions of the Standard state machines. */
  all(): ExecutionRow[] {
    return (['design', 'purge', 'reconcile'] as const).flatMap((machine) => this.#list(machine));
  }

  /** Number of parked executions that were woken. */
  get wakes(): number {
    return this.#wakes;
  }

  #list(machine: MachineName): ExecutionRow[] {
    return this.#store.list(machine, { limit: 100_000, offset: 0 });
  }

  close(): void {
    this.#store.close();
  }
}
