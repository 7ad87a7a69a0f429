import { ExecutionError, StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import type { TimeScale } from '../../core/clock.ts';
import { compileState, executionContext, ownTemplates, passResource } from './compile.ts';
import {
  allStates,
  type Definition,
  definitionSchema,
  isJsonObject,
  type Json,
  jsonSchema,
  type State,
} from './language/definition.ts';
import { evaluateTemplate } from './language/template.ts';

/** The name that the state being run has for the interpreter; the machine's other states keep theirs. */
const current = '(current)';

export interface Task {
  readonly state: string;
  readonly resource: string;
  /** Whether it lies inside the Map or Parallel state that is being run. */
  readonly nested: boolean;
  readonly input: Json;
}

export interface StepRequest {
  readonly state: string;
  readonly input: Json;
  /** What `$$.Execution` and `$$.StateMachine` give. */
  readonly execution: Readonly<Record<string, Json>>;
  readonly stateMachine: Readonly<Record<string, Json>>;
  /** When the state was entered, and when those inside it are, as `$$.State.EnteredTime` gives it. */
  readonly enteredTime: string;
  readonly now: () => string;
  /** @throws TaskError */
  readonly runTask: (task: Task) => Promise<Json>;
  readonly signal: AbortSignal;
}

export type StepOutcome =
  | { readonly kind: 'next'; readonly state: string; readonly output: Json }
  | { readonly kind: 'ended'; readonly output: Json }
  | { readonly kind: 'failed'; readonly error?: string; readonly cause?: string }
  | { readonly kind: 'aborted' };

/** How often what happened in which state: keys as `StateRetried Create the voice`. */
export type Counts = Readonly<Record<string, number>>;

export interface Step {
  readonly outcome: StepOutcome;
  readonly counts: Counts;
}

interface CompiledTask {
  readonly resource: string;
  /** The payload templates that the runner evaluates; undefined where the interpreter does. */
  readonly templates: Readonly<Record<string, Json>> | undefined;
}

interface Compiled {
  readonly machine: StateMachine;
  /** By state name, of the state itself and of those inside it. */
  readonly tasks: ReadonlyMap<string, CompiledTask>;
  readonly compound: boolean;
}

/**
 * A state machine that runs one state at a time, so that the caller can keep on disk where each execution stands.
 * The interpreter (aws-local-stepfunctions) does the state with its paths, retries and catches; the states it may lead
 * to are put beside it as mere ends, and the one that is reached is the next.
 *
 * Retry intervals and task timeouts are the interpreter's own timers, not the runner's `Clock`; its jitter is drawn
 * from `Math.random`.
 */
export class Machine {
  readonly definition: Definition;
  readonly #states = new Map<string, Compiled>();

  /** @throws Error if the definition is not valid Amazon States Language */
  constructor(definition: Definition, timeScale: TimeScale) {
    this.definition = definition;
    new StateMachine(interpretable(definition));
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
      });
    }
  }

  async step(request: StepRequest): Promise<Step> {
    const compiled = this.#states.get(request.state);
    if (compiled === undefined) {
      const cause = `The state machine has no state "${request.state}" any more.`;
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

  /** Reads every event, so that none is kept in memory. */
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

interface InterpreterEvent {
  readonly type: string;
  readonly state?: { readonly name: string };
}

function interpretable(definition: unknown): StateMachineDefinition {
  if (!isInterpretable(definition)) throw new Error('The definition is not a state machine.');
  return definition;
}

/** The interpreter's types are finer than this check; its validation, run on the whole definition, is finer still. */
function isInterpretable(definition: unknown): definition is StateMachineDefinition {
  return definitionSchema.safeParse(definition).success;
}

function tasksOf(definition: Definition): Map<string, CompiledTask> {
  const tasks = [...allStates(definition)].filter(([, state]) => state.Type === 'Task');
  return new Map(tasks.map(([name, state]) => [name, compiledTask(state)]));
}

function compiledTask({ Resource, [ownTemplates]: templates }: State): CompiledTask {
  return { resource: String(Resource), templates: isJsonObject(templates) ? templates : undefined };
}

function handlersOf({ tasks }: Compiled, request: StepRequest) {
  const handlers = [...tasks].map(([name, { resource, templates }]) => {
    const nested = name !== current;
    const state = nested ? name : request.state;
    const run = async (input: Json) =>
      resource === passResource ? input : request.runTask({ state, resource, nested, input });
    return [name, templates ? withTemplates(templates, run) : run] as const;
  });
  return Object.fromEntries(handlers);
}

/** A handler that evaluates the templates around a task. It is given what they refer to. */
function withTemplates(
  { Parameters, ResultSelector }: NonNullable<CompiledTask['templates']>,
  run: (input: Json) => Promise<Json>,
): (given: Json) => Promise<Json> {
  return async (given) => {
    const { input = null, context = null } = isJsonObject(given) ? given : {};
    const result = await run(Parameters === undefined ? input : evaluateTemplate(Parameters, input, context));
    return ResultSelector === undefined ? result : evaluateTemplate(ResultSelector, result, context);
  };
}

function contextOf({ compound }: Compiled, { execution, stateMachine, enteredTime, now }: StepRequest) {
  const State = {
    get EnteredTime() {
      return compound ? now() : enteredTime;
    },
  };
  return { [executionContext]: execution, StateMachine: stateMachine, State };
}

/** The interpreter wraps the state's error: its name is the Error, its message the Cause. */
function failure(error: unknown): StepOutcome {
  const cause = error instanceof ExecutionError ? error.cause : error;
  if (!(cause instanceof Error)) return { kind: 'failed', error: 'States.Runtime', cause: String(cause) };
  // The interpreter's stand-in where a Fail state has no Error.
  if (cause.name === 'FailStateError') return { kind: 'failed', cause: cause.message };
  return { kind: 'failed', error: cause.name, cause: cause.message };
}
