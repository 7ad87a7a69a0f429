import type { Refusal } from '../../core/service.ts';
import type { TaskGuard } from './integrations/integration.ts';
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
import { type Expression, ExpressionError, parseExpression } from './language/expression.ts';
import { callsIntrinsics, expressionsIn, isIntrinsic } from './language/template.ts';

/** JavaScript's timers end at 24.8 days; so do the runner's. */
export const longestTimerSeconds = 24 * 24 * 3600;

const flow = ['Type', 'Comment', 'QueryLanguage', 'Next', 'End'];
const paths = ['InputPath', 'OutputPath'];
const results = ['ResultSelector', 'ResultPath', 'Retry', 'Catch'];
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  Task: [...flow, ...paths, ...results, 'Parameters', 'Resource', 'TimeoutSeconds', 'TimeoutSecondsPath'],
  Parallel: [...flow, ...paths, ...results, 'Parameters', 'Branches'],
  Map: [
    ...[
      ...flow,
      ...paths,
      ...results,
      'Parameters',
      'Iterator',
      'ItemProcessor',
      'ItemSelector',
      'ItemsPath',
    ],
    ...['MaxConcurrency', 'MaxConcurrencyPath'],
  ],
  Pass: [...flow, ...paths, 'Parameters', 'Result', 'ResultPath'],
  Wait: [...flow, 'OutputPath', 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  Choice: [...flow, ...paths, 'Choices', 'Default'],
  Succeed: [...flow, ...paths],
  Fail: [...flow, 'Error', 'ErrorPath', 'Cause', 'CausePath'],
};
const machineFields = ['StartAt', 'States', 'Comment', 'Version', 'TimeoutSeconds', 'QueryLanguage'];
const innerFields = ['StartAt', 'States', 'Comment', 'QueryLanguage', 'ProcessorConfig'];
const retryFields = [
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
];
const catchFields = ['ErrorEquals', 'Next', 'ResultPath', 'Comment'];

const contextPaths =
  /^\$\$\.(Execution\.(Id|Name|Input|StartTime)|StateMachine\.(Id|Name)|State\.EnteredTime)\b/;
/**
 * What the definition asks for that would run differently here than on AWS, by state. The interpreter passes over
 * most of it without a word, so that a machine that "passes locally" could do something else in the cloud.
 */
export function refusalsOf(definition: Definition, taskGuard: TaskGuard): Refusal[] {
  return [
    ...refusalsOfMachine(definition, machineFields, 'the machine'),
    ...[...allStates(definition)].flatMap(([name, state]) =>
      [...refusalsOfState(state), ...(state.Type === 'Task' ? taskGuard(state) : [])].map((reason) => ({
        property: `state "${name}"`,
        reason,
      })),
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
  const fields = fieldsOf[state.Type];
  if (fields === undefined) return [`there is no state of type ${state.Type}`];
  const timers = ['Seconds', 'TimeoutSeconds'].flatMap((field) => tooLong(state[field], field));
  return [
    ...unknownFields(state, fields),
    ...jsonata(state.QueryLanguage),
    ...timers,
    ...fractions(state),
    ...refusalsOfPaths(state),
    ...refusalsOfErrorHandling(state),
    ...refusalsOfInner(state),
    ...listOf(state.Choices).flatMap((rule) => (isJsonObject(rule) ? unknownChoiceFields(rule) : [])),
  ];
}

function fractions({ Type, Seconds }: State): string[] {
  if (Type !== 'Wait' || Seconds === undefined) return [];
  return Number.isInteger(Seconds) && Number(Seconds) >= 1 ? [] : ['Seconds has to be a whole number from 1'];
}

function refusalsOfErrorHandling(state: State): string[] {
  const retriers = listOf(state.Retry).filter(isJsonObject);
  const catchers = listOf(state.Catch).filter(isJsonObject);
  const uncatchable = [...retriers, ...catchers]
    .flatMap((one) => listOf(one.ErrorEquals))
    .filter((name) => name === 'States.DataLimitExceeded' || name === 'States.Runtime');
  return [
    ...retriers.flatMap((retrier) => unknownFields(retrier, retryFields).map((reason) => `Retry: ${reason}`)),
    ...catchers.flatMap((catcher) => unknownFields(catcher, catchFields).map((reason) => `Catch: ${reason}`)),
    ...uncatchable.map((name) => `${String(name)} cannot be caught`),
    ...retriers.flatMap(({ IntervalSeconds, MaxDelaySeconds }) => [
      ...tooLong(IntervalSeconds, 'IntervalSeconds'),
      ...tooLong(MaxDelaySeconds, 'MaxDelaySeconds'),
    ]),
  ];
}

function refusalsOfInner(state: State): string[] {
  const declared = state.Type === 'Map' ? [state.ItemProcessor ?? state.Iterator] : listOf(state.Branches);
  const unreadable = declared.filter((inner) => !definitionSchema.safeParse(inner).success);
  return [
    ...unreadable.map(() => 'the states inside it are not a machine'),
    ...innerDefinitions(state).flatMap((inner) => [
      ...refusalsOfMachine(inner, innerFields, '').map(({ reason }) => reason),
      ...unknownMode(inner.ProcessorConfig),
    ]),
  ];
}

function unknownMode(config: unknown): string[] {
  if (config === undefined) return [];
  const inline = JSON.stringify(config) === '{"Mode":"INLINE"}';
  return inline ? [] : ['only inline Map states are run, not distributed ones'];
}

function refusalsOfPaths(state: State): string[] {
  const reasons: string[] = [];
  mapPaths(state, (path, field) => {
    const ofItems = state.Type === 'Map' && (field === 'ItemSelector' || field === 'Parameters');
    for (const [reference] of path.matchAll(/\$\$[^\s,)]*/g)) {
      if (contextPaths.test(reference) || (ofItems && reference.startsWith('$$.Map.Item.'))) continue;
      reasons.push(`the context object has no ${reference} here`);
    }
    return path;
  });
  return [...reasons, ...refusalsOfIntrinsics(state)];
}

/** Where the runner evaluates intrinsic functions, it evaluates the whole template. */
const evaluated: Readonly<Record<string, readonly string[]>> = {
  Task: ['Parameters', 'ResultSelector'],
  Pass: ['Parameters'],
};

function refusalsOfIntrinsics(state: State): string[] {
  const reasons: string[] = [];
  const fields = evaluated[state.Type] ?? [];
  mapPaths(state, (path, field) => {
    if (fields.includes(field)) return path;
    if (path.startsWith('States.')) reasons.push(`no intrinsic functions are evaluated in ${field}: ${path}`);
    return path;
  });
  const templates = fields.map((field) => state[field]).filter(callsIntrinsics);
  for (const text of templates.flatMap(expressionsIn)) {
    try {
      reasons.push(...unknownFunctions(parseExpression(text)));
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      reasons.push(error.message);
    }
  }
  return reasons;
}

function unknownFunctions(expression: Expression): string[] {
  if (expression.kind !== 'call') return [];
  const { name, parameters } = expression;
  const reasons = isIntrinsic(name) ? [] : [`there is no intrinsic function States.${name} here`];
  return [...reasons, ...parameters.flatMap(unknownFunctions)];
}

function unknownChoiceFields(rule: Readonly<Record<string, Json>>): string[] {
  return ['Condition', 'Assign', 'Output'].filter((field) => field in rule).map(notRun);
}

function unknownFields(value: object, fields: readonly string[]): string[] {
  return Object.keys(value)
    .filter((field) => !fields.includes(field))
    .map(notRun);
}

function notRun(field: string): string {
  return `the local runner does not run ${field}`;
}

function jsonata(queryLanguage: unknown): string[] {
  return queryLanguage === undefined || queryLanguage === 'JSONPath'
    ? []
    : [`the local runner does not evaluate ${String(queryLanguage)}`];
}

function tooLong(seconds: unknown, field: string): string[] {
  return typeof seconds === 'number' && seconds > longestTimerSeconds
    ? [`${field} is longer than a timer here can be (24 days)`]
    : [];
}
