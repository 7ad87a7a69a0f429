import type { TimeScale } from '../../core/clock.ts';
import { isJsonObject, type Json, listOf, mapPaths, type State } from './language/definition.ts';
import { callsIntrinsics } from './language/template.ts';

/** The `Resource` that a Wait state gets: the runner waits by itself, see `waiting.ts`. */
export const waitResource = 'local:wait';

/** The `Resource` that a Pass state gets whose parameters call intrinsic functions: its result is its input. */
export const passResource = 'local:pass';

/** Where a state keeps the payload templates that the runner evaluates by itself, see `template.ts`. */
export const ownTemplates = 'OwnTemplates';

/** Where the context object's `Execution` lies for the interpreter, which overwrites its own at every run. */
export const executionContext = 'Run';

/** The interpreter's own default is 60 seconds; without one a task on AWS has practically none. */
const noTimeoutSeconds = 2_000_000;

/**
 * Rewrites a state so that the interpreter does what AWS does, waits and retry intervals shortened by the time scale:
 * - a Wait state becomes a task of the runner's, which can be durable, scaled and resumed;
 * - `$$.Execution` is read from a place of our own: the interpreter replaces Input and StartTime at every run, and by
 *   the item inside a Map;
 * - templates that call intrinsic functions are evaluated by the runner: the interpreter takes every backslash out of a
 *   result, merges into an argument, and mistakes texts for syntax;
 * - a test of a variable's type that is to fail (`IsPresent: false`) becomes the opposite of one that is to succeed;
 * - a `ResultPath` of `$` and a `Result` of `null`, `false`, `0` or `""` mean what they say.
 */
export function compileState(state: State, timeScale: TimeScale): State {
  const compiled: Record<string, Json | undefined> = {
    ...mapPaths(state, (path) => path.replaceAll('$$.Execution.', `$$$$.${executionContext}.`)),
  };
  if (compiled.ResultPath === '$') delete compiled.ResultPath;
  if (compiled.Retry !== undefined)
    compiled.Retry = listOf(compiled.Retry).map((one) => scaled(one, timeScale));
  if (compiled.Catch !== undefined) compiled.Catch = listOf(compiled.Catch).map(withPlainResultPath);
  for (const field of ['ItemProcessor', 'Iterator']) {
    if (compiled[field] !== undefined) compiled[field] = compileInner(compiled[field], timeScale);
  }
  if (compiled.Branches !== undefined) {
    compiled.Branches = listOf(compiled.Branches).map((branch) => compileInner(branch, timeScale));
  }
  switch (state.Type) {
    case 'Task':
      if (compiled.TimeoutSecondsPath === undefined) compiled.TimeoutSeconds ??= noTimeoutSeconds;
      return withOwnTemplates({ ...compiled, Type: 'Task' });
    case 'Wait':
      return compileWait(compiled);
    case 'Pass':
      if (compiled.Result !== undefined && !compiled.Result) compiled.Parameters = compiled.Result;
      if (!callsIntrinsics(compiled.Parameters)) return { ...compiled, Type: 'Pass' };
      return withOwnTemplates({
        ...compiled,
        Type: 'Task',
        Resource: passResource,
        TimeoutSeconds: noTimeoutSeconds,
      });
    case 'Choice':
      return { ...compiled, Choices: listOf(compiled.Choices).map(withPositiveTests), Type: 'Choice' };
    default:
      return { ...compiled, Type: state.Type };
  }
}

const typeTests = ['IsPresent', 'IsNull', 'IsBoolean', 'IsNumeric', 'IsString', 'IsTimestamp'];

function withPositiveTests(rule: Json): Json {
  if (!isJsonObject(rule)) return rule;
  const nested = Object.entries(rule).map(([name, value]) => {
    if (name === 'Not') return [name, withPositiveTests(value)];
    return [name, name === 'And' || name === 'Or' ? listOf(value).map(withPositiveTests) : value];
  });
  const compiled: Record<string, Json> = Object.fromEntries(nested);
  const negated = typeTests.find((test) => compiled[test] === false);
  if (negated === undefined) return compiled;
  const { Next, Variable = null } = compiled;
  return { Not: { Variable, [negated]: true }, ...(Next !== undefined && { Next }) };
}

/** The interpreter gives the task's handler the input and the context object, and the handler evaluates. */
function withOwnTemplates(state: State): State {
  const { Parameters, ResultSelector, ...rest } = state;
  if (!callsIntrinsics(Parameters) && !callsIntrinsics(ResultSelector)) return state;
  return {
    ...rest,
    Parameters: { 'input.$': '$', 'context.$': '$$' },
    [ownTemplates]: {
      ...(Parameters !== undefined && { Parameters }),
      ...(ResultSelector !== undefined && { ResultSelector }),
    },
  };
}

/** The interpreter evaluates the paths for us as a task's parameters, and gives the input back as the output. */
function compileWait(state: Readonly<Record<string, Json | undefined>>): State {
  const { Seconds, SecondsPath, Timestamp, TimestampPath, ...rest } = state;
  const parameters = { Seconds, 'Seconds.$': SecondsPath, Timestamp, 'Timestamp.$': TimestampPath };
  return {
    ...rest,
    Type: 'Task',
    Resource: waitResource,
    Parameters: Object.fromEntries(
      Object.entries(parameters).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
    ResultPath: null,
    TimeoutSeconds: noTimeoutSeconds,
  };
}

function compileInner(inner: Json | undefined, timeScale: TimeScale): Json {
  if (!isJsonObject(inner) || !isJsonObject(inner.States)) return inner ?? null;
  const states = Object.entries(inner.States).map(([name, state]) => {
    if (!isState(state)) return [name, state];
    const compiled = Object.entries(compileState(state, timeScale)).filter(
      ([, value]) => value !== undefined,
    );
    return [name, Object.fromEntries(compiled)];
  });
  return { ...inner, States: Object.fromEntries(states) };
}

function isState(value: Json | undefined): value is { Type: string; [field: string]: Json } {
  return isJsonObject(value) && typeof value.Type === 'string';
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html: the interval's default is 1. */
function scaled(retrier: Json, timeScale: TimeScale): Json {
  if (!isJsonObject(retrier)) return retrier;
  const { IntervalSeconds = 1, MaxDelaySeconds, ...rest } = retrier;
  return {
    ...rest,
    IntervalSeconds: timeScale.scale(Number(IntervalSeconds)),
    ...(MaxDelaySeconds === undefined ? {} : { MaxDelaySeconds: timeScale.scale(Number(MaxDelaySeconds)) }),
  };
}

function withPlainResultPath(catcher: Json): Json {
  if (!isJsonObject(catcher) || catcher.ResultPath !== '$') return catcher;
  const { ResultPath: _whole, ...rest } = catcher;
  return rest;
}
