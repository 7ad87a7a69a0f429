import { AwsError } from '../../../local/core/aws-error.ts';
import type { EventEntry, FunctionResult } from '../../../local/core/ports.ts';
import type { ExecutionRow } from '../../../local/services/states/execution-store.ts';
import type { Json } from '../../../local/services/states/language/definition.ts';
import { TaskError } from '../../../local/services/states/language/task-error.ts';
import type { Machine } from '../../../local/services/states/machine.ts';
import { type MachineName, operationOf } from '../../harness/deployed-stack.ts';
import type { OperationName } from '../../harness/operations.ts';
import { Engine, type Machines } from '../../simulation/engine.ts';
import { asSynthesized, stack } from '../../simulation/simulated-account.ts';
import { MemoryTable, tableOperation } from '../../simulation/table/memory-table.ts';
import { VirtualTime } from '../../simulation/virtual-time.ts';

/** Returns a state machine that begins at a state. Its definition may be that of a mutant. */
export type MachineAt = (name: MachineName, startAt?: string) => Machine;

/** A call of a state, numbered from 1 by its kind and name. */
export interface StateCall {
  readonly to: 'function' | 'table' | 'bus' | 'metrics' | 'executions';
  /** Name of the function, operation of the table, or detail type of the event. */
  readonly name: string;
  readonly times: number;
  /** Time since the execution began; seconds. */
  readonly at: number;
  readonly input: unknown;
}

export interface StateRunOptions {
  readonly input: Json;
  /** Items of the table before the run, in DynamoDB's JSON. */
  readonly items?: readonly object[];
  /** Answers an invocation. By default, the function never answers. @throws AwsError for a failed invocation */
  readonly answer?: (call: StateCall, run: StateRun) => FunctionResult | Promise<FunctionResult>;
  /** Called before a call is carried out. @throws AwsError in place of the call */
  readonly before?: (call: StateCall, run: StateRun) => void;
  /** Returns true for a call that never ends. */
  readonly hangs?: (call: StateCall) => boolean;
  /** Called after a call was carried out. @throws AwsError in place of its answer */
  readonly after?: (call: StateCall, run: StateRun) => void;
}

/** Result of an execution from a state to its end. */
export interface StateResult {
  readonly status: ExecutionRow['status'];
  readonly error: string | null;
  readonly output: unknown;
  /** Seconds until it ended. */
  readonly seconds: number;
  readonly calls: readonly StateCall[];
  readonly events: readonly EventEntry[];
  readonly items: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Number of times that each state was entered. */
  readonly entered: ReadonlyMap<string, number>;
}

const begin = new Date('2026-03-01T12:00:00.000Z');
/** No execution of the stack lasts longer; seconds. */
const longestSeconds = 3 * 86_400;

const anyParameters = { parts: [], parameters: undefined, callbacks: false } as const;

/** One execution on the runner's engine in virtual time, from any state of its machine, with answers of the case. */
export class StateRun {
  readonly time = new VirtualTime(begin);
  readonly table = new MemoryTable(stack.table);
  readonly #options: StateRunOptions;
  readonly #calls: StateCall[] = [];
  readonly #events: EventEntry[] = [];
  #engine: Engine | undefined;

  private constructor(options: StateRunOptions) {
    this.#options = options;
  }

  /** Runs an execution to its end. */
  static async of(machine: Machine, name: MachineName, options: StateRunOptions): Promise<StateResult> {
    const run = new StateRun(options);
    return run.time.rule(
      () => run.#end(machine, name),
      () => 0.5,
    );
  }

  /** Changes the stored item of a voice as another writer would. */
  change(voiceId: string, parts: Readonly<Record<string, object | undefined>>): void {
    const item = { ...Object(this.table.item({ voiceId: { S: voiceId } })), ...parts };
    void this.table.call('PutItem', { TableName: this.table.name, Item: JSON.parse(JSON.stringify(item)) });
  }

  /** Ends the wait of the task whose token the item of a parked voice has. */
  wake(voiceId: string, output: Json): void {
    const token = Object(this.table.item({ voiceId: { S: `WAIT#${voiceId}` } })).token?.S;
    this.#engine?.answerTask(String(token), { output });
  }

  async #end(machine: Machine, name: MachineName): Promise<StateResult> {
    for (const Item of this.#options.items ?? [])
      await this.table.call('PutItem', { TableName: this.table.name, Item });
    const machines: Machines = { ...asSynthesized.machines, [name]: machine };
    const engine = new Engine(machines, {
      time: this.time,
      functions: { invoke: (arn, payload) => this.#invoke(operationOf(arn), payload) },
      publisher: { publish: (entry) => this.#publish(entry) },
      table: (_endpoint, _service, target, input) => this.#callTable(target, Object(input)),
      integrations: [
        {
          ...anyParameters,
          matches: (resource) => resource.endsWith(':cloudwatch:putMetricData'),
          run: (input) =>
            asTask(
              'CloudWatch',
              this.#call('metrics', 'PutMetricData', input, () => ({})),
            ),
        },
        {
          ...anyParameters,
          matches: (resource) => resource.endsWith(':states:startExecution'),
          run: (input) => {
            const started = { ExecutionArn: 'successor' };
            return asTask(
              'Sfn',
              this.#call('executions', 'StartExecution', input, () => started),
            );
          },
        },
      ],
    });
    this.#engine = engine;
    engine.start(name, 'execution', this.#options.input);
    await this.time.pass(begin.getTime() + longestSeconds * 1_000);
    const row = engine.find(name, 'execution');
    engine.close();
    if (!row) throw new Error('the execution was not stored');
    return this.#resultOf(row);
  }

  #resultOf({ status, error, output, stopDate, counts }: ExecutionRow): StateResult {
    // Stored items have no prototype, which a comparison would notice.
    const items: Record<string, { S: string }>[] = JSON.parse(JSON.stringify(this.table.items()));
    const entries = Object.entries(counts).flatMap(([key, times]) => {
      const [, state] = /^\w*StateEntered (.*)$/.exec(key) ?? [];
      return state === undefined ? [] : [[state, times] as const];
    });
    return {
      status,
      error,
      output: JSON.parse(output ?? 'null'),
      seconds: ((stopDate ?? Number.POSITIVE_INFINITY) - begin.getTime()) / 1_000,
      calls: this.#calls,
      events: this.#events,
      items: new Map(items.map((item) => [item.voiceId?.S ?? '', item])),
      entered: new Map(entries),
    };
  }

  async #invoke(name: OperationName, payload: unknown): Promise<FunctionResult> {
    const { answer } = this.#options;
    return this.#call(
      'function',
      name,
      payload,
      (call) => answer?.(call, this) ?? new Promise(() => undefined),
    );
  }

  async #publish(entry: EventEntry): Promise<string> {
    // The engine announces the end of an execution on the default bus.
    if (entry.source !== 'voice-design') return 'event';
    return this.#call('bus', entry.detailType, entry, () => {
      this.#events.push(entry);
      return 'event';
    });
  }

  async #callTable(target: string, input: object) {
    const operation = tableOperation.parse(target.split('.')[1]);
    try {
      const body = await this.#call('table', operation, input, () => this.table.call(operation, input));
      return { body: JSON.parse(JSON.stringify(body)) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { type: error.type, message: error.message, statusCode: error.statusCode };
    }
  }

  async #call<Answer>(
    to: StateCall['to'],
    name: string,
    input: unknown,
    carryOut: (call: StateCall) => Answer | Promise<Answer>,
  ): Promise<Answer> {
    const times = this.#calls.filter((each) => each.to === to && each.name === name).length + 1;
    const call = { to, name, times, at: (this.time.now() - begin.getTime()) / 1_000, input };
    this.#calls.push(call);
    this.#options.before?.(call, this);
    if (this.#options.hangs?.(call)) await new Promise(() => undefined);
    const answer = await carryOut(call);
    this.#options.after?.(call, this);
    return answer;
  }
}

/** Names an error of a service as its integration does. @throws TaskError */
async function asTask<Answer>(service: string, call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof AwsError ? new TaskError(`${service}.${error.type}`, error.message) : error;
  }
}
