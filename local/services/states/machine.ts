import { createHash } from 'node:crypto';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import type { TimeScale } from '../../core/clock.ts';
import {
  callbackSuffix,
  compileState,
  executionContext,
  isCallback,
  passResource,
  runnerTemplates,
} from './compile.ts';
import {
  allStates,
  type Definition,
  definitionSchema,
  isJsonObject,
  type Json,
  jsonSchema,
  parseDefinition,
  type State,
} from './language/definition.ts';
import { evaluateTemplate } from './language/template.ts';
import { failureOf } from './state-failure.ts';

/** The interpreter's name of the state that runs. The machine's other states keep their names. */
const current = '(current)';

export type WorkflowType = 'STANDARD' | 'EXPRESS';

export interface Task {
  readonly state: string;
  readonly resource: string;
  /** True for a task inside the Map or Parallel state that runs. */
  readonly nested: boolean;
  readonly input: Json;
  /** The evaluated times of a task with a token, or undefined for a task without one. */
  readonly callback: CallbackTimes | undefined;
}

/** The evaluated `TimeoutSeconds` and `HeartbeatSeconds`, each undefined if the state has none. */
export interface CallbackTimes {
  readonly timeoutSeconds: Json | undefined;
  readonly heartbeatSeconds: Json | undefined;
}

export interface StepRequest {
  readonly state: string;
  readonly input: Json;
  /** The value of `$$.Execution`. */
  readonly execution: Readonly<Record<string, Json>>;
  /** The value of `$$.StateMachine`. */
  readonly stateMachine: Readonly<Record<string, Json>>;
  /** The value of `$$.State.EnteredTime`. */
  readonly enteredTime: string;
  /** Returns the value of `$$.State.EnteredTime` for states inside a Map or Parallel state. */
  readonly now: () => string;
  /** Returns the value of `$$.Task.Token` for the next attempt. */
  readonly taskToken: () => string;
  /** @throws TaskError */
  readonly runTask: (task: Task) => Promise<Json>;
  readonly signal: AbortSignal;
}

export type StepOutcome =
  | { readonly kind: 'next'; readonly state: string; readonly output: Json }
  | { readonly kind: 'ended'; readonly output: Json }
  | { readonly kind: 'failed'; readonly error?: string; readonly cause?: string }
  | { readonly kind: 'aborted' };

/** The number of events of each type and state, with keys such as `StateRetried Create the voice`. */
export type Counts = Readonly<Record<string, number>>;

export interface Step {
  readonly outcome: StepOutcome;
  readonly counts: Counts;
  /** The number of history events, without those of tasks. */
  readonly events: number;
}

interface CompiledTask {
  readonly resource: string;
  /** The payload templates that the runner evaluates, or undefined if the interpreter evaluates them. */
  readonly templates: Readonly<Record<string, Json>> | undefined;
}

interface Compiled {
  readonly machine: StateMachine;
  /** The tasks of the state and of the states inside it, by state name. */
  readonly tasks: ReadonlyMap<string, CompiledTask>;
  readonly compound: boolean;
  readonly callback: boolean;
}

/**
 * A state machine that runs one state at a time, so that the caller can store the state of each execution. The interpreter
 * (aws-local-stepfunctions) runs the state with its paths, retries and catches. All other states are replaced by Succeed
 * states, and the one that is reached is the next state.
 *
 * Retry intervals and task timeouts use the interpreter's own timers, not the runner's `Clock`. Its jitter uses
 * `Math.random`.
 */
export class Machine {
  readonly definition: Definition;
  readonly type: WorkflowType;
  /** The definition's hash, by which executions refer to it. */
  readonly hash: string;
  readonly #timeScale: TimeScale;
  readonly #states = new Map<string, Compiled>();

  /** @param definition valid Amazon States Language, see `validateDefinition` */
  constructor(definition: Definition, timeScale: TimeScale, type: WorkflowType = 'STANDARD') {
    this.definition = definition;
    this.type = type;
    this.hash = hashOf(definition);
    this.#timeScale = timeScale;
    const ends = Object.fromEntries(
      Object.keys(definition.States).map((name) => [name, { Type: 'Succeed' }]),
    );
    for (const [name, state] of Object.entries(definition.States)) {
      const alone = { StartAt: current, States: { [current]: compileState(state, timeScale) } };
      const step = { StartAt: current, States: { ...ends, ...alone.States } };
      this.#states.set(name, {
        machine: new StateMachine(interpretable(step), { validationOptions: { noValidate: true } }),
        tasks: tasksOf(alone),
        compound: state.Type === 'Map' || state.Type === 'Parallel',
        callback: isCallback(state),
      });
    }
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
    return this.#states.get(state)?.callback ?? false;
  }

  async step(request: StepRequest): Promise<Step> {
    const compiled = this.#states.get(request.state);
    if (compiled === undefined) {
      const cause = `The state machine no longer has the state "${request.state}".`;
      return { outcome: { kind: 'failed', error: 'States.Runtime', cause }, counts: {}, events: 0 };
    }
    const run = compiled.machine.run(request.input, {
      overrides: { taskResourceLocalHandlers: handlersOf(compiled, request) },
      context: { [executionContext]: request.execution, ...contextOf(request, compiled.compound) },
    });
    const drained = this.#drain(run.eventLogs, request.state);
    const abort = () => run.abort();
    request.signal.addEventListener('abort', abort, { once: true });
    if (request.signal.aborted) abort();
    const result = await run.result.then(
      (output) => ({ output: jsonSchema.parse(output) }),
      (error: unknown) => ({ error }),
    );
    request.signal.removeEventListener('abort', abort);
    const { counts, events, next } = await drained;
    if (request.signal.aborted) return { outcome: { kind: 'aborted' }, counts, events };
    if ('error' in result)
      return { outcome: failureOf(result.error, this.#typeOf(request.state)), counts, events };
    const { output } = result;
    return {
      outcome: next === undefined ? { kind: 'ended', output } : { kind: 'next', state: next, output },
      counts,
      events,
    };
  }

  #typeOf(state: string): string {
    return this.definition.States[state]?.Type ?? '';
  }

  /** Counts the events. Unread events would stay in memory. */
  async #drain(events: AsyncIterable<InterpreterEvent>, state: string) {
    const counts: Record<string, number> = {};
    // A Map or Parallel state has an event for its start and one for its end.
    let inHistory = ['Map', 'Parallel'].includes(this.#typeOf(state)) ? 2 : 0;
    let next: string | undefined;
    for await (const { type, state: at } of events) {
      if (type.startsWith('MapIteration')) inHistory += 1;
      if (at === undefined) continue;
      if (this.#states.has(at.name)) {
        next = at.name;
        continue;
      }
      if (type === 'StateEntered' || type === 'StateExited') inHistory += 1;
      const key = `${type} ${at.name === current ? state : at.name}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return { counts, events: inHistory, next };
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
}

function interpretable(definition: unknown): StateMachineDefinition {
  if (!isInterpretable(definition)) throw new Error('The definition is not a state machine.');
  return definition;
}

/** Narrows the type only. The constructor also runs the interpreter's own, stricter validation on the whole definition. */
function isInterpretable(definition: unknown): definition is StateMachineDefinition {
  return definitionSchema.safeParse(definition).success;
}

function tasksOf(definition: Definition): Map<string, CompiledTask> {
  const tasks = [...allStates(definition)].filter(([, state]) => state.Type === 'Task');
  return new Map(tasks.map(([name, state]) => [name, compiledTask(state)]));
}

function compiledTask({ Resource, [runnerTemplates]: templates }: State): CompiledTask {
  return { resource: String(Resource), templates: isJsonObject(templates) ? templates : undefined };
}

function handlersOf({ tasks, callback, compound }: Compiled, request: StepRequest) {
  const { execution: Execution } = request;
  const context = { Execution, ...contextOf(request, compound) };
  const handlers = [...tasks].map(([name, { resource, templates }]) => {
    const nested = name !== current;
    const state = nested ? name : request.state;
    const run = async (input: Json, times?: CallbackTimes) => {
      if (resource === passResource) return input;
      if (!callback) return request.runTask({ state, resource, nested, input, callback: undefined });
      const base = resource.slice(0, -callbackSuffix.length);
      return request.runTask({ state, resource: base, nested, input, callback: times });
    };
    return [name, templates ? withTemplates(templates, context, run) : (input: Json) => run(input)] as const;
  });
  return Object.fromEntries(handlers);
}

/** Returns a handler that evaluates the templates of a task. */
function withTemplates(
  { Parameters, ResultSelector, Times = {} }: NonNullable<CompiledTask['templates']>,
  context: Json,
  run: (input: Json, times: CallbackTimes) => Promise<Json>,
): (input: Json) => Promise<Json> {
  return async (input) => {
    const times = evaluateTemplate(Times, input, context);
    const { timeoutSeconds, heartbeatSeconds } = isJsonObject(times) ? times : {};
    const payload = Parameters === undefined ? input : evaluateTemplate(Parameters, input, context);
    const result = await run(payload, { timeoutSeconds, heartbeatSeconds });
    return ResultSelector === undefined ? result : evaluateTemplate(ResultSelector, result, context);
  };
}

/** Returns the context object without `Execution`. */
function contextOf({ stateMachine, enteredTime, now, taskToken }: StepRequest, compound: boolean) {
  const State = {
    get EnteredTime() {
      return compound ? now() : enteredTime;
    },
  };
  const Task = {
    get Token() {
      return taskToken();
    },
  };
  return { StateMachine: stateMachine, State, Task };
}
