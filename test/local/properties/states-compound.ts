import type { Fixture } from './fixture.ts';
import { changes, type PropertyCases } from './property-case.ts';
import { constant, errorHandling, failing, field, transitions } from './states-fields.ts';
import { runReferences, type State, start, voices } from './states-fixture.ts';

/** The cases of the fields that Parallel and Map share. Without them, the output is `result`. */
const compoundCases = (type: 'Parallel' | 'Map', fields: State): PropertyCases => ({
  [`${type}.OutputPath`]: field(
    type,
    (OutputPath: string) => ({ ...fields, OutputPath }),
    ['$', ['x']],
    ['$[0]', 'x'],
  ),
  [`${type}.ResultSelector`]: field(
    type,
    (name: string) => ({ ...fields, ResultSelector: { [name]: '$[0]' } }),
    ['first.$', { first: 'x' }],
    ['other.$', { other: 'x' }],
  ),
  [`${type}.ResultPath`]: field(
    type,
    (ResultPath: string) => ({ ...fields, ResultPath, OutputPath: '$.one' }),
    ['$.one', ['x']],
    ['$.two', 1],
  ),
});

const parallelCases: PropertyCases = {
  'Parallel.Branches': field(
    'Parallel',
    (Branches: unknown[]) => ({ Branches }),
    [[constant('x')], ['x']],
    [
      [constant('x'), constant('y')],
      ['x', 'y'],
    ],
  ),
  'Parallel.InputPath': field(
    'Parallel',
    (InputPath: string) => ({ InputPath }),
    ['$.a.id', ['v1']],
    ['$.b.id', ['v2']],
  ),
  'Parallel.Parameters': field(
    'Parallel',
    (name: string) => ({ Parameters: { 'x.$': name } }),
    ['$.one', [{ x: 1 }]],
    ['$.two', [{ x: 2 }]],
  ),
  ...compoundCases('Parallel', { Branches: [constant('x')] }),
  ...errorHandling('Parallel', { Branches: [failing] }),
};

/** Writes an item for each element. The first element waits for a day before. Returns the number of new items. */
async function writtenBy(fixture: Fixture, fields: State): Promise<unknown> {
  const { TableName, ...table } = voices(fixture);
  const write = {
    Type: 'Task',
    Resource: 'arn:aws:states:::dynamodb:putItem',
    Parameters: { TableName, Item: { voice: { 'S.$': '$.id' } } },
    End: true,
  };
  const ItemProcessor = {
    StartAt: 'Pause',
    States: { Pause: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Write' }, Write: write },
  };
  const items = [
    { id: 'slow', seconds: 80_000 },
    { id: 'fast', seconds: 1 },
  ];
  const map = { Type: 'Map', ItemProcessor, ItemsPath: '$.items', End: true, ...fields };
  const { executionArn } = await start(fixture, {
    ...table,
    states: { One: map },
    input: { items, one: 1, two: 2 },
  });
  await runReferences(fixture);
  await fixture.call('AWSStepFunctions.StopExecution', { executionArn });
  return Number((await fixture.call('DynamoDB_20120810.Scan', { TableName })).body.Count) - 2;
}

const mapCases: PropertyCases = {
  'Map.InputPath': field(
    'Map',
    (InputPath: string) => ({ InputPath, ItemsPath: '$.items' }),
    ['$.a', [1, 2]],
    ['$.b', [3]],
  ),
  'Map.ItemProcessor': field(
    'Map',
    (result: string) => ({ ItemProcessor: constant(result) }),
    ['x', ['x', 'x']],
    ['y', ['y', 'y']],
  ),
  'Map.Iterator': field(
    'Map',
    (result: string) => ({ ItemProcessor: undefined, Iterator: constant(result) }),
    ['x', ['x', 'x']],
    ['y', ['y', 'y']],
  ),
  'Map.ItemSelector': field(
    'Map',
    (name: string) => ({ ItemSelector: { 'x.$': name } }),
    ['$.one', [{ x: 1 }, { x: 1 }]],
    ['$$.Map.Item.Value', [{ x: 1 }, { x: 2 }]],
  ),
  'Map.ItemsPath': field(
    'Map',
    (ItemsPath: string) => ({ ItemsPath }),
    ['$.a.items', [1, 2]],
    ['$.b.items', [3]],
  ),
  'Map.MaxConcurrency': changes(
    (fixture, MaxConcurrency: number) => writtenBy(fixture, { MaxConcurrency }),
    [1, 0],
    [2, 1],
  ),
  'Map.MaxConcurrencyPath': changes(
    (fixture, MaxConcurrencyPath: string) => writtenBy(fixture, { MaxConcurrencyPath }),
    ['$.one', 0],
    ['$.two', 1],
  ),
  'Map.Parameters': field(
    'Map',
    (name: string) => ({ Parameters: { 'x.$': name } }),
    ['$.one', [{ x: 1 }, { x: 1 }]],
    ['$$.Map.Item.Value', [{ x: 1 }, { x: 2 }]],
  ),
  ...compoundCases('Map', { ItemsPath: '$.b.items', ItemProcessor: constant('x') }),
  ...errorHandling('Map', { ItemProcessor: failing }),
};

/** The cases of the fields of Parallel and Map states. */
export const compoundStateCases: PropertyCases = {
  ...parallelCases,
  ...mapCases,
  ...transitions('Parallel'),
  ...transitions('Map'),
};
