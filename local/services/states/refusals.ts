import type { Refusal } from '../../core/service.ts';
import { callbackSuffix, isCallback } from './compile.ts';
import type { TaskCheck } from './integrations/integration.ts';
import {
  allStates,
  type Definition,
  definitionSchema,
  innerDefinitions,
  isJsonObject,
  type Json,
  listOf,
  mapPaths,
  type State,
} from './language/definition.ts';
import { ExpressionError, parseExpression } from './language/expression.ts';
import {
  catchFields,
  choiceFields,
  contextMembers,
  fieldsWithoutEffect,
  itemMembers,
  machineFields,
  retryFields,
  stateFields,
} from './language/parts.ts';
import {
  callsIntrinsics,
  expressionsIn,
  functionsIn,
  isEvaluable,
  isIntrinsic,
} from './language/template.ts';
import type { WorkflowType } from './step.ts';

/** The maximum of a local timer. JavaScript's timers support 24.8 days. */
export const maxTimerSeconds = 24 * 24 * 3600;

const innerFields = ['StartAt', 'States', ...fieldsWithoutEffect.inner];
const contextPaths = new RegExp(`^\\$\\$\\.(${contextMembers.join('|').replaceAll('.', '\\.')})\\b`);
const itemPaths = new RegExp(`^\\$\\$\\.(${itemMembers.join('|').replaceAll('.', '\\.')})\\b`);

/**
 * Returns the features of a definition that would run differently from AWS, by state. The interpreter silently ignores most
 * of them, so a machine that works locally could behave differently on AWS.
 */
export function refusalsOf(definition: Definition, checkTask: TaskCheck, type: WorkflowType): Refusal[] {
  const topLevel = Object.keys(definition.States);
  return [
    ...refusalsOfMachine(definition, [...machineFields, ...fieldsWithoutEffect.machine], 'the machine'),
    ...[...allStates(definition)].flatMap(([name, state]) =>
      [
        ...refusalsOfState(state),
        ...(state.Type === 'Task' ? checkTask(state) : []),
        ...refusalsOfCallback(state, topLevel.includes(name)),
        ...(type === 'EXPRESS' ? refusalsOfExpress(state) : []),
      ].map((reason) => ({ property: `state "${name}"`, reason })),
    ),
  ];
}

function refusalsOfMachine(definition: Definition, fields: readonly string[], property: string): Refusal[] {
  const reasons = [
    ...unknownFields(definition, fields),
    ...jsonata(definition.QueryLanguage),
    ...tooLong(definition.TimeoutSeconds, 'TimeoutSeconds'),
  ];
  return reasons.map((reason) => ({ property, reason }));
}

function refusalsOfState(state: State): string[] {
  const fields = stateFields[state.Type];
  if (fields === undefined) return [`the state type ${state.Type} does not exist`];
  const timers = ['Seconds', 'TimeoutSeconds', 'HeartbeatSeconds'].flatMap((field) =>
    tooLong(state[field], field),
  );
  return [
    ...unknownFields(state, [...fields, ...fieldsWithoutEffect.state]),
    ...jsonata(state.QueryLanguage),
    ...timers,
    ...fractions(state),
    ...timeoutAfterParameters(state),
    ...refusalsOfHeartbeat(state),
    ...refusalsOfPaths(state),
    ...refusalsOfErrorHandling(state),
    ...refusalsOfInner(state),
    ...listOf(state.Choices).flatMap((rule) => (isJsonObject(rule) ? unknownChoiceFields(rule) : [])),
  ];
}

/** Without a token, a heartbeat could not be sent, so that AWS would end every longer call. */
function refusalsOfHeartbeat(state: State): string[] {
  const { HeartbeatSeconds, HeartbeatSecondsPath, TimeoutSeconds } = state;
  if (HeartbeatSeconds === undefined && HeartbeatSecondsPath === undefined) return [];
  if (!isCallback(state)) return [`a heartbeat is supported only with ${callbackSuffix}`];
  const both = typeof HeartbeatSeconds === 'number' && typeof TimeoutSeconds === 'number';
  return both && HeartbeatSeconds >= TimeoutSeconds
    ? ['HeartbeatSeconds must be smaller than TimeoutSeconds']
    : [];
}

function refusalsOfCallback(state: State, topLevel: boolean): string[] {
  if (!isCallback(state)) return [];
  const handlers = [...listOf(state.Retry), ...listOf(state.Catch)].filter(isJsonObject);
  const names = handlers.flatMap(({ ErrorEquals }) => listOf(ErrorEquals));
  return [
    ...(topLevel ? [] : [`${callbackSuffix} is not supported inside Map and Parallel states`]),
    // The interpreter would match it with the runner's States.Timeout, which AWS does not.
    ...(names.includes('States.TaskFailed')
      ? [
          `States.TaskFailed is not supported together with ${callbackSuffix}; name the errors or use States.ALL`,
        ]
      : []),
  ];
}

/** Step Functions refuses these patterns when an Express state machine is created. */
function refusalsOfExpress({ Type, Resource }: State): string[] {
  const pattern = /\.(waitForTaskToken|sync(:2)?)$/.exec(String(Resource))?.[0];
  if (Type !== 'Task' || pattern === undefined) return [];
  return [`an Express state machine does not support ${pattern}`];
}

function fractions({ Type, Seconds }: State): string[] {
  if (Type !== 'Wait' || Seconds === undefined) return [];
  return Number.isInteger(Seconds) && Number(Seconds) >= 1
    ? []
    : ['Seconds must be a whole number of at least 1'];
}

/** The interpreter would read the path from parameters that it evaluates, but AWS reads it from the state's input. */
function timeoutAfterParameters({ TimeoutSecondsPath, Parameters }: State): string[] {
  if (TimeoutSecondsPath === undefined || isEvaluable(Parameters)) return [];
  return [
    'TimeoutSecondsPath is not supported together with JSONPath in Parameters that selects several values',
  ];
}

function refusalsOfErrorHandling(state: State): string[] {
  const retriers = listOf(state.Retry).filter(isJsonObject);
  const catchers = listOf(state.Catch).filter(isJsonObject);
  // AWS documents that States.DataLimitExceeded cannot be caught, but the result of a task that is too large can.
  const names = state.Type === 'Task' ? ['States.Runtime'] : ['States.Runtime', 'States.DataLimitExceeded'];
  const uncatchable = [...retriers, ...catchers]
    .flatMap((one) => listOf(one.ErrorEquals))
    .filter((name) => names.includes(String(name)));
  return [
    ...retriers.flatMap((retrier) => unknownHandlerFields('Retry', retrier, retryFields)),
    ...catchers.flatMap((catcher) => unknownHandlerFields('Catch', catcher, catchFields)),
    ...uncatchable.map((name) => `${String(name)} cannot be caught`),
    ...retriers.flatMap(({ IntervalSeconds, MaxDelaySeconds }) => [
      ...tooLong(IntervalSeconds, 'IntervalSeconds'),
      ...tooLong(MaxDelaySeconds, 'MaxDelaySeconds'),
    ]),
  ];
}

function unknownHandlerFields(kind: string, handler: object, fields: readonly string[]): string[] {
  return unknownFields(handler, [...fields, ...fieldsWithoutEffect.handler]).map(
    (reason) => `${kind}: ${reason}`,
  );
}

function refusalsOfInner(state: State): string[] {
  const declared = state.Type === 'Map' ? [state.ItemProcessor ?? state.Iterator] : listOf(state.Branches);
  const unreadable = declared.filter((inner) => !definitionSchema.safeParse(inner).success);
  return [
    ...unreadable.map(() => 'the definition inside the state is not valid'),
    ...innerDefinitions(state).flatMap((inner) => [
      ...refusalsOfMachine(inner, innerFields, '').map(({ reason }) => reason),
      ...unknownMode(inner.ProcessorConfig),
    ]),
  ];
}

function unknownMode(config: unknown): string[] {
  if (config === undefined) return [];
  const inline = JSON.stringify(config) === '{"Mode":"INLINE"}';
  return inline ? [] : ['only inline Map states are supported, not distributed ones'];
}

function refusalsOfPaths(state: State): string[] {
  const reasons: string[] = [];
  mapPaths(state, (path, field) => {
    const ofItems = state.Type === 'Map' && (field === 'ItemSelector' || field === 'Parameters');
    for (const [reference] of path.matchAll(/\$\$[^\s,)]*/g)) {
      if (reference === '$$.Task.Token') {
        if (isCallback(state) && field === 'Parameters') continue;
        reasons.push(`${reference} is available only in the Parameters of a task with ${callbackSuffix}`);
      } else if (!contextPaths.test(reference) && !(ofItems && itemPaths.test(reference)))
        reasons.push(`the local runner does not support the context object's ${reference}`);
    }
    return path;
  });
  return [...reasons, ...refusalsOfIntrinsics(state)];
}

/** The fields in which the runner evaluates intrinsic functions. It evaluates their templates as a whole. */
const evaluatedFields: Readonly<Record<string, readonly string[]>> = {
  Task: ['Parameters', 'ResultSelector'],
  Pass: ['Parameters'],
};

function refusalsOfIntrinsics(state: State): string[] {
  const reasons: string[] = [];
  const fields = evaluatedFields[state.Type] ?? [];
  mapPaths(state, (path, field) => {
    if (fields.includes(field)) return path;
    if (path.startsWith('States.'))
      reasons.push(`intrinsic functions are not supported in ${field}: ${path}`);
    return path;
  });
  const templates = fields.map((field) => state[field]);
  const evaluated = isCallback(state)
    ? [
        ...templates,
        { 'times.$': state.TimeoutSecondsPath ?? '$' },
        { 'times.$': state.HeartbeatSecondsPath ?? '$' },
      ]
    : templates.filter(callsIntrinsics);
  for (const text of evaluated.flatMap(expressionsIn)) {
    try {
      const unknown = functionsIn(parseExpression(text)).filter((name) => !isIntrinsic(name));
      reasons.push(...unknown.map((name) => `the intrinsic function States.${name} is not supported`));
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      reasons.push(error.message);
    }
  }
  return reasons;
}

function unknownChoiceFields(rule: Readonly<Record<string, Json>>): string[] {
  const nested = [...listOf(rule.And), ...listOf(rule.Or), ...(rule.Not === undefined ? [] : [rule.Not])];
  return [
    ...unknownFields(rule, [...choiceFields, ...fieldsWithoutEffect.rule]),
    ...nested.filter(isJsonObject).flatMap(unknownChoiceFields),
  ];
}

function unknownFields(value: object, fields: readonly string[]): string[] {
  return Object.keys(value)
    .filter((field) => !fields.includes(field))
    .map(unsupportedField);
}

function unsupportedField(field: string): string {
  return `the local runner does not support ${field}`;
}

function jsonata(queryLanguage: unknown): string[] {
  return queryLanguage === undefined || queryLanguage === 'JSONPath'
    ? []
    : [`the local runner does not support ${String(queryLanguage)}`];
}

function tooLong(seconds: unknown, field: string): string[] {
  return typeof seconds === 'number' && seconds > maxTimerSeconds
    ? [`${field} is longer than a local timer supports (24 days)`]
    : [];
}
