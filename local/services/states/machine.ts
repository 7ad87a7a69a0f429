import { createHash } from 'node:crypto';
import { ExecutionError, StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
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

/** The interpreter's name of the state that runs. The machine's other states keep their names. */
const current = '(current)';

export type WorkflowType = 'STANDARD' | 'EXPRESS';

export interface Task {
  readonly state: string;
  readonly resource: string;
  /** True for a task inside the Map or Parallel state that runs. */
  readonly nested: boolean;
  readonly input: Json;
  /** The evaluated timeout of a task with a token, or undefined for a task without one. */
  readonly callback: { readonly timeoutSeconds: Json | undefined } | undefined;
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
      return { outcome: { kind: 'failed', error: 'States.Runtime', cause }, counts: {} };
    }
    const run = compiled.machine.run(request.input, {
      overrides: { taskResourceLocalHandlers: handlersOf(compiled, request) },
      context: contextOf(compiled, request),
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
    const { counts, next } = await drained;
    if (request.signal.aborted) return { outcome: { kind: 'aborted' }, counts };
    if ('error' in result) return { outcome: failure(result.error), counts };
    const { output } = result;
    return {
      outcome: next === undefined ? { kind: 'ended', output } : { kind: 'next', state: next, output },
      counts,
    };
  }

  /** Counts the events. Unread events would stay in memory. */
  async #drain(events: AsyncIterable<InterpreterEvent>, state: string) {
    const counts: Record<string, number> = {};
    let next: string | undefined;
    for await (const { type, state: at } of events) {
      if (at === undefined) continue;
      if (this.#states.has(at.name)) {
        next = at.name;
        continue;
      }
      const key = `${type} ${at.name === current ? state : at.name}`;
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

function handlersOf({ tasks, callback }: Compiled, request: StepRequest) {
  const handlers = [...tasks].map(([name, { resource, templates }]) => {
    const nested = name !== current;
    const state = nested ? name : request.state;
    const run = async (input: Json, timeoutSeconds?: Json) => {
      if (resource === passResource) return input;
      if (!callback) return request.runTask({ state, resource, nested, input, callback: undefined });
      const base = resource.slice(0, -callbackSuffix.length);
      return request.runTask({ state, resource: base, nested, input, callback: { timeoutSeconds } });
    };
    return [name, templates ? withTemplates(templates, run) : (input: Json) => run(input)] as const;
  });
  return Object.fromEntries(handlers);
}

/** Returns a handler that evaluates the templates of a task. It receives the input and the context object. */
function withTemplates(
  { Parameters, ResultSelector, Timeout = {} }: NonNullable<CompiledTask['templates']>,
  run: (input: Json, timeoutSeconds?: Json) => Promise<Json>,
): (values: Json) => Promise<Json> {
  return async (values) => {
    const { input = null, context = null } = isJsonObject(values) ? values : {};
    const timeout = evaluateTemplate(Timeout, input, context);
    const payload = Parameters === undefined ? input : evaluateTemplate(Parameters, input, context);
    const result = await run(payload, isJsonObject(timeout) ? timeout.seconds : undefined);
    return ResultSelector === undefined ? result : evaluateTemplate(ResultSelector, result, context);
  };
}

function contextOf({ compound }: Compiled, request: StepRequest) {
  const { execution, stateMachine, enteredTime, now, taskToken } = request;
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
  return { [executionContext]: execution, StateMachine: stateMachine, State, Task };
}

/** Unwraps the state's error. Its name is the Error and its message the Cause. */
function failure(error: unknown): StepOutcome {
  const cause = error instanceof ExecutionError ? error.cause : error;
  if (!(cause instanceof Error)) return { kind: 'failed', error: 'States.Runtime', cause: String(cause) };
  // The interpreter uses this name for a Fail state without an Error.
  if (cause.name === 'FailStateError') return { kind: 'failed', cause: cause.message };
  return { kind: 'failed', error: cause.name, cause: cause.message };
}
