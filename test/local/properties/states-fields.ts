import type { Fixture } from './fixture.ts';
import { changes, type PropertyCase, type PropertyCases } from './property-case.ts';
import {
  execute,
  failingTask,
  outcome,
  part,
  type State,
  start,
  voices,
  type Workflow,
  waiting,
} from './states-fixture.ts';

export const input = {
  id: 'v1',
  a: { id: 'v1', items: [1, 2] },
  b: { id: 'v2', items: [3] },
  one: 1,
  two: 2,
  long: 80_000,
  past: '2020-01-01T00:00:00Z',
  future: new Date(Date.now() + 80_000_000).toISOString(),
};
const catchAll = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
const retrySlowly = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 80_000 }];
const caught = { Caught: { Type: 'Pass', Result: 'caught', End: true } };
const notFound = 'DynamoDB.ResourceNotFoundException';

/** A workflow of one state of a type with default fields. */
type Base = (fixture: Fixture, fields: State) => Workflow;
const base =
  (defaults: State): Base =>
  (_fixture, fields) => ({ states: { One: { End: true, ...defaults, ...fields } }, input });

/** A task that reads the item whose key is `$.id`, and returns its label. */
const task: Base = (fixture, fields) => {
  const { TableName, ...table } = voices(fixture);
  const One = {
    Type: 'Task',
    Resource: 'arn:aws:states:::dynamodb:getItem',
    Parameters: { TableName, Key: { voice: { 'S.$': '$.id' } } },
    ResultSelector: { 'label.$': '$.Item.label.S' },
    End: true,
    ...fields,
  };
  return { ...table, states: { One }, input };
};
const identity = { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } };
export const constant = (Result: unknown) => ({
  StartAt: 'In',
  States: { In: { Type: 'Pass', Result, End: true } },
});
export const failing = { StartAt: 'In', States: { In: { ...failingTask, End: true } } };
const bases = {
  Task: task,
  Pass: base({ Type: 'Pass' }),
  Wait: base({ Type: 'Wait', Seconds: 1 }),
  Parallel: base({ Type: 'Parallel', Branches: [identity] }),
  Map: base({ Type: 'Map', ItemProcessor: identity, ItemsPath: '$.a.items' }),
};

/** The case of a field of a state of the type. */
export const field = <Value>(
  type: keyof typeof bases,
  fields: (value: Value) => State,
  ...outcomes: readonly (readonly [Value, unknown])[]
) => part((value: Value, fixture) => bases[type](fixture, fields(value)), ...outcomes);

/** The cases of the fields that choose the next state. */
export const transitions = (type: keyof typeof bases): PropertyCases => ({
  [`${type}.Next`]: part(
    (Next: string, fixture) => {
      const { states, ...workflow } = bases[type](fixture, {});
      const { End: _end, ...One } = states.One ?? {};
      const ends = Object.fromEntries(
        ['Two', 'Three'].map((Result) => [Result, { Type: 'Pass', Result, End: true }]),
      );
      return { ...workflow, states: { One: { ...One, Next }, ...ends } };
    },
    ['Two', 'Two'],
    ['Three', 'Three'],
  ),
  [`${type}.End`]: part(
    (ends: boolean, fixture) => {
      const { states, ...workflow } = bases[type](fixture, {});
      const { End: _end, ...One } = states.One ?? {};
      const last = { Type: 'Pass', Result: 'Two', End: true };
      const change = ends ? { End: true, OutputPath: null } : { Next: 'Two' };
      return { ...workflow, states: { One: { ...One, ...change }, Two: last } };
    },
    [true, {}],
    [false, 'Two'],
  ),
});

/** The cases of the fields that handle the errors of a state. `fields` make it fail. */
export const errorHandling = (type: keyof typeof bases, fields: State): PropertyCases => ({
  [`${type}.Retry`]: waiting(
    (Retry: unknown[], fixture) => bases[type](fixture, { ...fields, Retry }),
    [[], notFound],
    [retrySlowly, 'waits'],
  ),
  [`${type}.Catch`]: part(
    (Catch: unknown[], fixture) => {
      const { states, ...workflow } = bases[type](fixture, { ...fields, Catch });
      return { ...workflow, states: { ...states, ...caught } };
    },
    [[], notFound],
    [catchAll, 'caught'],
  ),
});

const taskCases: PropertyCases = {
  'Task.Resource': field(
    'Task',
    (Resource: string) => ({ ...failingTask, Resource, ResultSelector: undefined }),
    ['arn:aws:states:::dynamodb:getItem', notFound],
    ['arn:aws:states:::aws-sdk:dynamodb:getItem', 'DynamoDb.ResourceNotFoundException'],
  ),
  'Task.InputPath': field(
    'Task',
    (InputPath: string) => ({ InputPath }),
    ['$.a', { label: 'one' }],
    ['$.b', { label: 'two' }],
  ),
  'Task.OutputPath': field(
    'Task',
    (OutputPath: string) => ({ OutputPath }),
    ['$', { label: 'one' }],
    ['$.label', 'one'],
  ),
  'Task.Parameters': part(
    (id: string, fixture) => {
      const { TableName } = voices(fixture);
      return task(fixture, { Parameters: { TableName, Key: { voice: { S: id } } } });
    },
    ['v1', { label: 'one' }],
    ['v2', { label: 'two' }],
  ),
  'Task.ResultSelector': field(
    'Task',
    (name: string) => ({ ResultSelector: { [name]: '$.Item.label.S' } }),
    ['label.$', { label: 'one' }],
    ['other.$', { other: 'one' }],
  ),
  'Task.ResultPath': field(
    'Task',
    (ResultPath: string | null) => ({ ResultPath, OutputPath: '$.a' }),
    ['$.a', { label: 'one' }],
    ['$.b', input.a],
  ),
  'Task.HeartbeatSeconds': heartbeat((HeartbeatSeconds: number) => ({ HeartbeatSeconds }), 1, 80_000),
  'Task.HeartbeatSecondsPath': heartbeat(
    (HeartbeatSecondsPath: string) => ({ HeartbeatSecondsPath }),
    '$.one',
    '$.long',
  ),
  'Task.TimeoutSeconds': waiting(
    (TimeoutSeconds: number, fixture) => callback(fixture, { TimeoutSeconds }),
    [1, 'States.Timeout'],
    [80_000, 'waits'],
  ),
  'Task.TimeoutSecondsPath': waiting(
    (TimeoutSecondsPath: string, fixture) => callback(fixture, { TimeoutSecondsPath }),
    ['$.one', 'States.Timeout'],
    ['$.long', 'waits'],
  ),
};

/** The case of a heartbeat, which the time scale does not divide. It is missing after a second, or after a day. */
function heartbeat<Value>(fields: (value: Value) => State, short: Value, long: Value): PropertyCase {
  return changes(
    (fixture, value: Value) =>
      (value === short ? execute : outcome)(fixture, callback(fixture, fields(value))),
    [short, 'States.Timeout'],
    [long, 'waits'],
  );
}

/** A task that waits for an answer for its token. */
export function callback(fixture: Fixture, fields: State): Workflow {
  const { TableName, ...table } = voices(fixture);
  const Parameters = { TableName, Item: { voice: { 'S.$': '$$.Task.Token' } } };
  const Resource = 'arn:aws:states:::aws-sdk:dynamodb:putItem.waitForTaskToken';
  return { ...table, states: { One: { Type: 'Task', Resource, Parameters, End: true, ...fields } }, input };
}

const passCases: PropertyCases = {
  'Pass.InputPath': field('Pass', (InputPath: string) => ({ InputPath }), ['$.a.id', 'v1'], ['$.b.id', 'v2']),
  'Pass.OutputPath': field(
    'Pass',
    (OutputPath: string) => ({ OutputPath }),
    ['$.a.id', 'v1'],
    ['$.b.id', 'v2'],
  ),
  'Pass.Parameters': field(
    'Pass',
    (name: string) => ({ Parameters: { 'x.$': name } }),
    ['$.one', { x: 1 }],
    ['$.two', { x: 2 }],
  ),
  'Pass.Result': field('Pass', (Result: unknown) => ({ Result }), [{ x: 1 }, { x: 1 }], [[2], [2]]),
  'Pass.ResultPath': field(
    'Pass',
    (ResultPath: string) => ({ Result: 'new', ResultPath, OutputPath: '$.id' }),
    ['$.id', 'new'],
    ['$.one', 'v1'],
  ),
};

const wait = (fields: State): Workflow => ({
  states: { One: { Type: 'Wait', End: true, ...fields } },
  input,
});
const waitCases: PropertyCases = {
  'Wait.OutputPath': field(
    'Wait',
    (OutputPath: string) => ({ OutputPath }),
    ['$.a.id', 'v1'],
    ['$.b.id', 'v2'],
  ),
  'Wait.Seconds': waiting((Seconds: number) => wait({ Seconds }), [1, 'ends'], [80_000, 'waits']),
  'Wait.SecondsPath': waiting(
    (SecondsPath: string) => wait({ SecondsPath }),
    ['$.one', 'ends'],
    ['$.long', 'waits'],
  ),
  'Wait.Timestamp': waiting(
    (Timestamp: string) => wait({ Timestamp }),
    [input.past, 'ends'],
    [input.future, 'waits'],
  ),
  'Wait.TimestampPath': waiting(
    (TimestampPath: string) => wait({ TimestampPath }),
    ['$.past', 'ends'],
    ['$.future', 'waits'],
  ),
};

const end = (Result: string) => ({ Type: 'Pass', Result, End: true });
const choice = (fields: State): Workflow => ({
  states: {
    One: {
      Type: 'Choice',
      Choices: [{ Variable: '$.id', StringEquals: 'v2', Next: 'Two' }],
      Default: 'Three',
      ...fields,
    },
    Two: end('two'),
    Three: end('three'),
  },
  input,
});
const choiceCases: PropertyCases = {
  'Choice.Choices': part(
    (id: string) => choice({ Choices: [{ Variable: '$.id', StringEquals: id, Next: 'Two' }] }),
    ['v1', 'two'],
    ['v2', 'three'],
  ),
  'Choice.Default': part((Default: string) => choice({ Default }), ['Three', 'three'], ['Two', 'two']),
  'Choice.InputPath': part((InputPath: string) => choice({ InputPath }), ['$.a', 'three'], ['$.b', 'two']),
  'Choice.OutputPath': part(
    (OutputPath: string) => {
      const { states, ...workflow } = choice({ OutputPath });
      return { ...workflow, states: { ...states, Three: { Type: 'Pass', End: true } } };
    },
    ['$.a', input.a],
    ['$.b', input.b],
  ),
};

const single = (fields: State): Workflow => ({ states: { One: fields }, input });
const endCases: PropertyCases = {
  'Succeed.InputPath': part(
    (InputPath: string) => single({ Type: 'Succeed', InputPath }),
    ['$.a.id', 'v1'],
    ['$.b.id', 'v2'],
  ),
  'Succeed.OutputPath': part(
    (OutputPath: string) => single({ Type: 'Succeed', OutputPath }),
    ['$.a.id', 'v1'],
    ['$.b.id', 'v2'],
  ),
  'Fail.Error': part(
    (name: string) => single({ Type: 'Fail', Error: name }),
    ['One', 'One'],
    ['Other', 'Other'],
  ),
  'Fail.ErrorPath': part(
    (ErrorPath: string) => single({ Type: 'Fail', ErrorPath }),
    ['$.a.id', 'v1'],
    ['$.b.id', 'v2'],
  ),
  'Fail.Cause': causes((Cause: string) => ({ Cause }), ['One', 'One'], ['Other', 'Other']),
  'Fail.CausePath': causes((CausePath: string) => ({ CausePath }), ['$.a.id', 'v1'], ['$.b.id', 'v2']),
};

/** The case of a field of a Fail state that determines the cause of the execution's end. */
function causes(
  fields: (value: string) => State,
  ...outcomes: readonly (readonly [string, unknown])[]
): PropertyCase {
  return changes(
    async (fixture, value: string) => {
      const { executionArn, ended } = await start(fixture, single({ Type: 'Fail', ...fields(value) }));
      await ended;
      return (await fixture.call('AWSStepFunctions.DescribeExecution', { executionArn })).body.cause;
    },
    ...outcomes,
  );
}

const machine = (fields: object): Workflow => ({
  states: { One: { Type: 'Wait', Seconds: 1_100, End: true }, Two: end('two') },
  machine: fields,
});

/** https://states-language.net/spec.html */
export const fieldCases: PropertyCases = {
  'Machine.StartAt': part(
    (StartAt: string) => ({ ...machine({ StartAt }), input: { x: 1 } }),
    ['One', { x: 1 }],
    ['Two', 'two'],
  ),
  'Machine.States': part((states: State) => ({ states: { One: states } }), [end('x'), 'x'], [end('y'), 'y']),
  'Machine.TimeoutSeconds': part(
    (TimeoutSeconds: number) => machine({ TimeoutSeconds }),
    [60, {}],
    [1, 'TIMED_OUT'],
  ),
  ...taskCases,
  ...errorHandling('Task', { ...failingTask, ResultSelector: undefined }),
  ...passCases,
  ...waitCases,
  ...choiceCases,
  ...endCases,
  ...transitions('Task'),
  ...transitions('Pass'),
  ...transitions('Wait'),
};
