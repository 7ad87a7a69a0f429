import type { TimeScale } from '../../core/clock.ts';
import { compoundResource } from './compound.ts';
import { isJsonObject, type Json, listOf, mapPaths, type State } from './language/definition.ts';
import { isEvaluable } from './language/template.ts';

/** The `Resource` of a compiled Wait state. The runner implements the wait itself in `wait-until.ts`. */
export const waitResource = 'local:wait';

/** The `Resource` of a compiled Pass state with parameters. Its result is its input. */
export const passResource = 'local:pass';

/** The field of the payload templates that the runner evaluates itself in `language/template.ts`. */
export const runnerTemplates = 'RunnerTemplates';

/** The context member that replaces `Execution`, which the interpreter overwrites in every run. */
export const executionContext = 'Run';

/** The end of the `Resource` of a task that waits for an answer for its token. */
export const callbackSuffix = '.waitForTaskToken';

/** The error of a task with a token that has not received a heartbeat in time. */
export const heartbeatTimeout = 'States.HeartbeatTimeout';

/** The timeout of a task that sets none. The interpreter's default is 60 seconds, but AWS has practically no default. */
const noTimeoutSeconds = 2_147_000;

/**
 * Rewrites a state so that the interpreter behaves like AWS, and applies the time scale to waits and retry intervals:
 * - A Wait state becomes a task of the runner, so that it can be stored, scaled and resumed.
 * - A Map or Parallel state becomes a task of the runner, which runs the states inside it one by one, so that they have a
 *   history, and none starts after the first failure.
 * - `$$.Execution` is read from another context member, because the interpreter overwrites Input and StartTime in every
 *   run, and uses the item as the input inside a Map.
 * - The runner applies the timeout of a task with a token, because that timeout is a wait: it is stored and scaled.
 * - The runner evaluates templates of reference paths and intrinsic functions, with the errors of AWS. The interpreter
 *   removes backslashes from the results of functions, merges into their arguments, and mistakes text for syntax.
 * - A comparison also tests the type of its operands, because the interpreter would convert them.
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
  switch (state.Type) {
    case 'Task':
      if (isCallback(state)) return compileCallback(compiled, state);
      if (compiled.TimeoutSecondsPath === undefined) compiled.TimeoutSeconds ??= noTimeoutSeconds;
      return hasOwnTemplates(state) ? withOwnTemplates(compiled, state) : { ...compiled, Type: 'Task' };
    case 'Wait':
      return compileWait(compiled);
    case 'Map':
      return compileMap(compiled);
    case 'Parallel':
      return { ...compiled, Type: 'Task', Resource: compoundResource, TimeoutSeconds: noTimeoutSeconds };
    case 'Pass':
      if (compiled.Result !== undefined && !compiled.Result) compiled.Parameters = compiled.Result;
      if (state.Parameters === undefined || !hasOwnTemplates(state)) return { ...compiled, Type: 'Pass' };
      return withOwnTemplates(
        { ...compiled, Resource: passResource, TimeoutSeconds: noTimeoutSeconds },
        state,
      );
    case 'Choice':
      return { ...compiled, Choices: listOf(compiled.Choices).map(withTypeTests), Type: 'Choice' };
    default:
      return { ...compiled, Type: state.Type };
  }
}

const typeTests = ['IsPresent', 'IsNull', 'IsBoolean', 'IsNumeric', 'IsString', 'IsTimestamp'];

/** The type test of the operands of a comparison, such as `NumericEquals` and `NumericEqualsPath`. */
const operandTests: readonly (readonly [comparison: RegExp, test: string])[] = [
  [/^String(Equals|LessThan|GreaterThan|Matches)/, 'IsString'],
  [/^Numeric/, 'IsNumeric'],
  [/^Boolean/, 'IsBoolean'],
  [/^Timestamp/, 'IsTimestamp'],
];

function withTypeTests(rule: Json): Json {
  if (!isJsonObject(rule)) return rule;
  const { Next, ...test } = rule;
  return { ...compileTest(test), ...(Next !== undefined && { Next }) };
}

function compileTest(test: Readonly<Record<string, Json>>): Record<string, Json> {
  if (isJsonObject(test.Not)) return { Not: compileTest(test.Not) };
  for (const name of ['And', 'Or']) {
    if (test[name] !== undefined) return { [name]: listOf(test[name]).map(withTypeTests) };
  }
  const { Variable = null } = test;
  const negated = typeTests.find((each) => test[each] === false);
  if (negated !== undefined) return { Not: { Variable, [negated]: true } };
  const comparison = Object.keys(test).find((name) => operandTests.some(([pattern]) => pattern.test(name)));
  const typeTest = operandTests.find(([pattern]) => pattern.test(comparison ?? ''))?.[1];
  if (comparison === undefined || typeTest === undefined) return { ...test };
  const operand = test[comparison];
  const other =
    comparison.endsWith('Path') && typeof operand === 'string'
      ? [{ Variable: operand, [typeTest]: true }]
      : [];
  const compared =
    comparison === 'StringMatches'
      ? { ...test, StringMatches: withLiteralQuestionMarks(operand) }
      : { ...test };
  return { And: [{ Variable, [typeTest]: true }, ...other, compared] };
}

/** The interpreter takes `?` for a wildcard, but AWS has only `*`. */
function withLiteralQuestionMarks(pattern: Json | undefined): Json {
  return typeof pattern === 'string'
    ? pattern.replace(/\\.|\?/gsu, (found) => (found === '?' ? '\\?' : found))
    : null;
}

type Fields = Readonly<Record<string, Json | undefined>>;

function hasOwnTemplates({ Parameters, ResultSelector }: State): boolean {
  if (Parameters === undefined && ResultSelector === undefined) return false;
  return isEvaluable(Parameters) && isEvaluable(ResultSelector);
}

/**
 * Passes the input to the handler of the task, which evaluates the templates.
 * @param state the state before its paths were changed for the interpreter
 */
function withOwnTemplates(compiled: Fields, state: State): State {
  const { Parameters: _parameters, ResultSelector: _selector, ...rest } = compiled;
  const { Parameters, ResultSelector } = state;
  return {
    ...rest,
    Type: 'Task',
    [runnerTemplates]: {
      ...(Parameters !== undefined && { Parameters }),
      ...(ResultSelector !== undefined && { ResultSelector }),
    },
  };
}

export function isCallback({ Type, Resource }: State): boolean {
  return Type === 'Task' && String(Resource).endsWith(callbackSuffix);
}

/** Returns the template of the times of a task, which the runner evaluates for the history and for tasks with a token. */
export function timesOf(state: State): { [time: string]: Json } {
  const { TimeoutSeconds, TimeoutSecondsPath, HeartbeatSeconds, HeartbeatSecondsPath } = state;
  return {
    ...(TimeoutSeconds !== undefined && { timeoutSeconds: TimeoutSeconds }),
    ...(TimeoutSecondsPath !== undefined && { 'timeoutSeconds.$': TimeoutSecondsPath }),
    ...(HeartbeatSeconds !== undefined && { heartbeatSeconds: HeartbeatSeconds }),
    ...(HeartbeatSecondsPath !== undefined && { 'heartbeatSeconds.$': HeartbeatSecondsPath }),
  };
}

/** The runner applies the timeout and the heartbeat. */
function compileCallback(compiled: Fields, state: State): State {
  const {
    TimeoutSecondsPath: _path,
    HeartbeatSeconds: _seconds,
    HeartbeatSecondsPath: _,
    ...rest
  } = compiled;
  const hasHeartbeat = state.HeartbeatSeconds !== undefined || state.HeartbeatSecondsPath !== undefined;
  return withOwnTemplates(
    { ...rest, ...(hasHeartbeat && heartbeatHandlers(rest)), TimeoutSeconds: noTimeoutSeconds },
    state,
  );
}

/** `States.Timeout` also matches a missing heartbeat. https://github.com/aws/aws-cdk/issues/16084 */
function heartbeatHandlers({ Retry, Catch }: Fields) {
  const widened = (handlers: Json) =>
    listOf(handlers).map((handler) => {
      if (!isJsonObject(handler) || !listOf(handler.ErrorEquals).includes('States.Timeout')) return handler;
      return { ...handler, ErrorEquals: [...listOf(handler.ErrorEquals), heartbeatTimeout] };
    });
  return {
    ...(Retry !== undefined && { Retry: widened(Retry) }),
    ...(Catch !== undefined && { Catch: widened(Catch) }),
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

/**
 * Converts a Map state to a task of the runner. The interpreter evaluates its paths as parameters. The runner selects the
 * items and runs the machine inside the state.
 */
function compileMap(state: Fields): State {
  const { ItemsPath, ItemSelector, Parameters, MaxConcurrency, MaxConcurrencyPath, ...rest } = state;
  const selects = ItemSelector !== undefined || Parameters !== undefined;
  return {
    ...rest,
    Type: 'Task',
    Resource: compoundResource,
    TimeoutSeconds: noTimeoutSeconds,
    Parameters: {
      'items.$': ItemsPath ?? '$',
      ...(selects && { 'input.$': '$' }),
      ...(MaxConcurrency !== undefined && { maxConcurrency: MaxConcurrency }),
      ...(MaxConcurrencyPath !== undefined && { 'maxConcurrency.$': MaxConcurrencyPath }),
    },
  };
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
