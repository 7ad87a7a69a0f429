import { createHash } from 'node:crypto';
import { ExecutionError, StateMachine } from 'aws-local-stepfunctions';
import type { TimeScale } from '../../core/clock.ts';
import { executionContext, passResource } from './compile.ts';
import {
  type CompiledState,
  type CompiledTask,
  compiledState,
  current,
  interpretable,
  withTemplates,
} from './compiled-state.ts';
import { compoundResource, type Run, runMap, runParallel } from './compound.ts';
import { dataOf, type HistoryThread } from './history/history.ts';
import {
  type Definition,
  innerDefinitions,
  isJsonObject,
  type Json,
  jsonSchema,
  parseDefinition,
  type State,
} from './language/definition.ts';
import { missingState, named, thrownBy } from './named-failure.ts';
import { failureOf } from './state-failure.ts';
import type { ItemContext, Step, StepOutcome, StepRequest, WorkflowType } from './step.ts';

/** A state with the machines inside it. */
interface MachineState extends CompiledState {
  readonly inner: readonly Machine[];
  /** Selects the input of an item of a Map state, or undefined if the input is the item. */
  readonly selector: Machine | undefined;
}

/** The part of a step that its Map or Parallel state adds. */
interface Progress {
  readonly counts: Record<string, number>;
  /** True if the last attempt has failed. */
  failed: boolean;
}

/**
 * A state machine that runs one state at a time, so that the caller can store the state of each execution. The interpreter
 * (aws-local-stepfunctions) runs the state with its paths, retries and catches. All other states are replaced by Succeed
 * states, and the one that is reached is the next state. The states inside a Map or Parallel state run in the same way.
 *
 * Retry intervals and task timeouts use the interpreter's own timers, not the runner's `Clock`. Its jitter uses
 * `Math.random`.
 */
export class Machine {
  readonly definition: Definition;
  readonly type: WorkflowType;
  readonly #timeScale: TimeScale;
  readonly #states = new Map<string, MachineState>();
  #hash: string | undefined;

  /** @param definition valid Amazon States Language, see `validateDefinition` */
  constructor(definition: Definition, timeScale: TimeScale, type: WorkflowType = 'STANDARD') {
    this.definition = definition;
    this.type = type;
    this.#timeScale = timeScale;
    const ends = Object.fromEntries(
      Object.keys(definition.States).map((name) => [name, { Type: 'Succeed' }]),
    );
    for (const [name, state] of Object.entries(definition.States)) {
      this.#states.set(name, {
        ...compiledState(state, ends, timeScale),
        inner: innerDefinitions(state).map((inner) => new Machine(inner, timeScale, type)),
        selector: selectorOf(state, timeScale),
      });
    }
  }

  /** The definition's hash, by which executions refer to it. */
  get hash(): string {
    this.#hash ??= hashOf(this.definition);
    return this.#hash;
  }

  /** Returns the machine with another definition, or undefined if it is not valid. */
  withDefinition(text: string): Machine | undefined {
    const definition = parseDefinition(text);
    try {
      return definition && new Machine(definition, this.#timeScale, this.type);
    } catch {
      return undefined;
    }
  }

  /** Checks that a state waits for an answer for its token. */
  isCallback(state: string): boolean {
    return this.#states.get(state)?.task?.callback ?? false;
  }

  async step(request: StepRequest): Promise<Step> {
    const { state: name, input, thread, signal } = request;
    const state = this.#states.get(name);
    if (state === undefined) return missingState(name, thread);
    const entered = enter(request, state.type);
    const progress: Progress = { counts: {}, failed: false };
    const run = state.machine.run(input, {
      overrides: { taskResourceLocalHandlers: this.#handlers(state, request, progress) },
      context: { [executionContext]: request.execution, ...contextOf(request) },
    });
    const drained = this.#drain(run.eventLogs, name, thread);
    const abort = () => run.abort();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    const result = await run.result.then(
      (output) => ({ output: jsonSchema.parse(output) }),
      (thrown: unknown) => ({ thrown: thrown instanceof ExecutionError ? thrown.cause : thrown }),
    );
    signal.removeEventListener('abort', abort);
    const { counts, next } = await drained;
    add(progress.counts, counts);
    if (signal.aborted) return { outcome: { kind: 'aborted' }, counts: progress.counts };
    if (progress.failed) thread.add(`${state.type}StateFailed`);
    thread.stateType = undefined;
    if ('thrown' in result) {
      const outcome = named(failureOf(result.thrown, state.type), result.thrown, name, entered);
      return { outcome, counts: progress.counts, thrown: result.thrown };
    }
    const { output } = result;
    thread.add(`${state.type}StateExited`, () => ({
      stateExitedEventDetails: { name, ...dataOf('output', output) },
    }));
    const outcome: StepOutcome =
      next === undefined ? { kind: 'ended', output } : { kind: 'next', state: next, output };
    return { outcome, counts: progress.counts };
  }

  #handlers(
    state: MachineState,
    request: StepRequest,
    progress: Progress,
  ): Record<string, (input: Json) => Promise<Json>> {
    const { task } = state;
    if (task === undefined) return {};
    const handle = (input: Json): Promise<Json> =>
      task.resource === compoundResource
        ? this.#runCompound(state, input, request, progress)
        : runTask(task, input, request);
    return { [current]: handle };
  }

  async #runCompound(
    state: MachineState,
    input: Json,
    request: StepRequest,
    progress: Progress,
  ): Promise<Json> {
    progress.failed = false;
    const runInner = async (run: Run, thread: HistoryThread, signal: AbortSignal) => {
      const machine = state.inner[run.machine];
      if (machine === undefined) throw new Error(`The state ${request.state} has no machine.`);
      return machine.#runAll(
        { ...request, input: await run.input(), nested: true, thread, signal },
        progress,
      );
    };
    const ports = { thread: request.thread, signal: request.signal, runInner };
    try {
      if (state.type === 'Parallel') return await runParallel(state.inner.length, input, ports);
      return await runMap(request.state, input, (item) => select(state, item, input, request), ports);
    } catch (error) {
      progress.failed = true;
      throw error;
    }
  }

  /** Runs all states. @throws the error of the state that fails */
  async #runAll(request: StepRequest, { counts }: Progress): Promise<Json> {
    let state = this.definition.StartAt;
    let { input } = request;
    for (;;) {
      const step = await this.step({ ...request, state, input, enteredAt: request.now() });
      add(counts, step.counts);
      const { outcome } = step;
      if (outcome.kind === 'aborted') throw new Error('The state has ended.');
      if (outcome.kind === 'failed') throw thrownBy(step, outcome);
      if (outcome.kind === 'ended') return outcome.output;
      ({ state, output: input } = outcome);
    }
  }

  /** Counts the events. Unread events would stay in memory. */
  async #drain(events: AsyncIterable<InterpreterEvent>, state: string, thread: HistoryThread) {
    const counts: Record<string, number> = {};
    let next: string | undefined;
    for await (const { type, state: at, Error: error } of events) {
      if (at === undefined) continue;
      if (this.#states.has(at.name)) {
        next = at.name;
        continue;
      }
      // The interpreter ends a task that takes too long.
      if (type === 'StateFailed' && error === 'States.Timeout') thread.openTask?.timedOut();
      const key = `${type} ${state}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return { counts, next };
  }
}

/** Returns the hash by which executions refer to a definition. */
export function hashOf(definition: Definition): string {
  return createHash('sha256').update(JSON.stringify(definition)).digest('hex');
}

/**
 * Checks a definition with the interpreter's validator, which compiles a large JSON Schema for it: half a second of CPU time.
 * @throws Error if the definition is not valid Amazon States Language
 */
export function validateDefinition(definition: Definition): void {
  new StateMachine(interpretable(definition));
}

interface InterpreterEvent {
  readonly type: string;
  readonly state?: { readonly name: string };
  readonly Error?: string;
}

function enter({ thread, state: name, input, enteredAt }: StepRequest, type: string): number {
  thread.stateType = type;
  const details = () => ({ stateEnteredEventDetails: { name, ...dataOf('input', input) } });
  return thread.add(`${type}StateEntered`, details, enteredAt);
}

const selected = 'Item';

/** Returns a machine with a Pass state that builds the input of an item. */
function selectorOf({ Type, ItemSelector, Parameters }: State, timeScale: TimeScale): Machine | undefined {
  const template = ItemSelector ?? Parameters;
  if (Type !== 'Map' || template === undefined) return undefined;
  const state = { Type: 'Pass', Parameters: template, End: true };
  return new Machine({ StartAt: selected, States: { [selected]: state } }, timeScale);
}

/** Returns the input of an item of a Map state. @param input the evaluated parameters of the compiled state */
async function select({ selector }: MachineState, item: ItemContext, input: Json, request: StepRequest) {
  if (selector === undefined || !isJsonObject(input)) return item.Value;
  const thread = request.thread.uncounted();
  const step = await selector.step({ ...request, state: selected, input: input.input ?? null, item, thread });
  if (step.outcome.kind === 'ended') return step.outcome.output;
  throw step.thrown ?? new Error('The state has ended.');
}

function runTask(task: CompiledTask, input: Json, request: StepRequest): Promise<Json> {
  const { state, nested, thread, signal, execution: Execution } = request;
  return withTemplates(task, input, { Execution, ...contextOf(request) }, async (payload, times) => {
    const { resource, callback } = task;
    if (resource === passResource) return payload;
    const { timeoutSeconds, heartbeatSeconds } = times;
    const evaluated = { timeoutSeconds, heartbeatSeconds };
    return request.runTask({
      state,
      resource,
      nested,
      input: payload,
      times: evaluated,
      callback,
      thread,
      signal,
    });
  });
}

/** Returns the context object without `Execution`. */
function contextOf({ stateMachine, enteredAt, taskToken, item }: StepRequest) {
  const Task = {
    get Token() {
      return taskToken();
    },
  };
  const State = { EnteredTime: new Date(enteredAt).toISOString() };
  return { StateMachine: stateMachine, State, Task, ...(item && { Map: { Item: { ...item } } }) };
}

function add(counts: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [key, count] of Object.entries(more)) counts[key] = (counts[key] ?? 0) + count;
}
