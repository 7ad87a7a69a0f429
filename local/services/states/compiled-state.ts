import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import type { TimeScale } from '../../core/clock.ts';
import { callbackSuffix, compileState, isCallback, runnerTemplates, timesOf } from './compile.ts';
import { definitionSchema, isJsonObject, type Json, type State } from './language/definition.ts';
import { evaluateTemplate } from './language/template.ts';

/** The interpreter's name of the state that runs. The machine's other states keep their names. */
export const current = '(current)';

type Template = { readonly [key: string]: Json };

/** The part of a state that the runner runs itself, as the interpreter's task. */
export interface CompiledTask {
  /** The `Resource` without `.waitForTaskToken`. */
  readonly resource: string;
  readonly callback: boolean;
  /** The payload templates that the runner evaluates, or undefined if the interpreter evaluates them. */
  readonly templates: Template | undefined;
  readonly times: Template;
}

export interface CompiledState {
  readonly type: string;
  readonly machine: StateMachine;
  readonly task: CompiledTask | undefined;
}

/** Compiles a state for the interpreter. @param ends the machine's states, all of type Succeed */
export function compiledState(state: State, ends: Template, timeScale: TimeScale): CompiledState {
  const compiled = compileState(state, timeScale);
  const step = { StartAt: current, States: { ...ends, [current]: compiled } };
  return {
    type: state.Type,
    machine: new StateMachine(interpretable(step), { validationOptions: { noValidate: true } }),
    task: compiled.Type === 'Task' ? taskOf(compiled, state) : undefined,
  };
}

function taskOf({ Resource, [runnerTemplates]: templates }: State, state: State): CompiledTask {
  const callback = isCallback(state);
  const resource = String(Resource);
  return {
    resource: callback ? resource.slice(0, -callbackSuffix.length) : resource,
    callback,
    templates: isJsonObject(templates) ? templates : undefined,
    times: state.Type === 'Task' ? timesOf(state) : {},
  };
}

/** Runs a task with its templates. @param run runs it with its evaluated parameters and times */
export async function withTemplates(
  { templates = {}, times }: CompiledTask,
  input: Json,
  context: Json,
  run: (input: Json, times: Template) => Promise<Json>,
): Promise<Json> {
  const { Parameters, ResultSelector } = templates;
  const evaluated = evaluateTemplate(times, input, context);
  const payload = Parameters === undefined ? input : evaluateTemplate(Parameters, input, context);
  const result = await run(payload, isJsonObject(evaluated) ? evaluated : {});
  return ResultSelector === undefined ? result : evaluateTemplate(ResultSelector, result, context);
}

export function interpretable(definition: unknown): StateMachineDefinition {
  if (!isInterpretable(definition)) throw new Error('The definition is not a state machine.');
  return definition;
}

/** Narrows the type only. The constructor also runs the interpreter's own, stricter validation on the whole definition. */
function isInterpretable(definition: unknown): definition is StateMachineDefinition {
  return definitionSchema.safeParse(definition).success;
}
