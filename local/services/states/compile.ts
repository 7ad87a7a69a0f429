import type { TimeScale } from '../../core/clock.ts';
import { isJsonObject, type Json, listOf, mapPaths, type State } from './language/definition.ts';
import { callsIntrinsics } from './language/template.ts';

/** The `Resource` of a compiled Wait state. The runner implements the wait itself in `wait-until.ts`. */
export const waitResource = 'local:wait';

/** The `Resource` of a compiled Pass state whose parameters call intrinsic functions. Its result is its input. */
export const passResource = 'local:pass';

/** The field of the payload templates that the runner evaluates itself in `language/template.ts`. */
export const runnerTemplates = 'RunnerTemplates';

/** The context member that replaces `Execution`, which the interpreter overwrites in every run. */
export const executionContext = 'Run';

/** The end of the `Resource` of a task that waits for an answer for its token. */
export const callbackSuffix = '.waitForTaskToken';

/** The timeout of a task that sets none. The interpreter's default is 60 seconds, but AWS has practically no default. */
const noTimeoutSeconds = 2_147_000;

/**
 * Rewrites a state so that the interpreter behaves like AWS, and applies the time scale to waits and retry intervals:
 * - A Wait state becomes a task of the runner, so that it can be stored, scaled and resumed.
 * - `$$.Execution` is read from another context member, because the interpreter overwrites Input and StartTime in every
 *   run, and uses the item as the input inside a Map.
 * - The runner applies the timeout of a task with a token, because that timeout is a wait: it is stored and scaled.
 * - The runner evaluates templates that call intrinsic functions. The interpreter removes backslashes from results, merges
 *   into its arguments, and mistakes text for syntax.
 * - A negative type test (`IsPresent: false`) becomes the negation of a positive one.
 * - A `ResultPath` of `$` and a `Result` of `null`, `false`, `0` or `""` are handled as on AWS.
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
      if (isCallback(state)) return compileCallback(compiled);
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

/** Passes the input and the context object to the task's handler, which evaluates the templates. */
function withOwnTemplates(state: State): State {
  const { Parameters, ResultSelector, ...rest } = state;
  if (!callsIntrinsics(Parameters) && !callsIntrinsics(ResultSelector)) return state;
  return {
    ...rest,
    Parameters: { 'input.$': '$', 'context.$': '$$' },
    [runnerTemplates]: {
      ...(Parameters !== undefined && { Parameters }),
      ...(ResultSelector !== undefined && { ResultSelector }),
    },
  };
}

export function isCallback({ Type, Resource }: State): boolean {
  return Type === 'Task' && String(Resource).endsWith(callbackSuffix);
}

/** Passes the input and the context object to the handler, which evaluates the templates and the timeout. */
function compileCallback(state: Readonly<Record<string, Json | undefined>>): State {
  const { Parameters, ResultSelector, TimeoutSeconds, TimeoutSecondsPath, ...rest } = state;
  return {
    ...rest,
    Type: 'Task',
    TimeoutSeconds: noTimeoutSeconds,
    Parameters: { 'input.$': '$', 'context.$': '$$' },
    [runnerTemplates]: {
      ...(Parameters !== undefined && { Parameters }),
      ...(ResultSelector !== undefined && { ResultSelector }),
      Timeout: {
        ...(TimeoutSeconds !== undefined && { seconds: TimeoutSeconds }),
        ...(TimeoutSecondsPath !== undefined && { 'seconds.$': TimeoutSecondsPath }),
      },
    },
  };
}

/** Converts a Wait state to a task. The interpreter evaluates the paths as parameters and returns the input as the output. */
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

/** The default interval is 1 second. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
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
