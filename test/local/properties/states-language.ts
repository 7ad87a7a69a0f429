import { expect } from '@jest/globals';
import type { PropertyCase, PropertyCases } from './property-case.ts';
import { changes } from './property-case.ts';
import { callback } from './states-fields.ts';
import { part, type State, start, type Workflow } from './states-fixture.ts';

const input = {
  n: 5,
  m: 7,
  big: 9,
  early: '2026-04-04T00:00:00Z',
  text: 'mm',
  before: 'aa',
  after: 'zz',
  yes: true,
  no: false,
  time: '2026-05-05T00:00:00Z',
  later: '2026-06-06T00:00:00Z',
  nothing: null,
  list: [1, 2, 3, 2],
  json: '{"x":1}',
  object: { x: 1 },
};
const end = (Result: unknown) => ({ Type: 'Pass', Result, End: true });

/** A workflow whose output is true if the rule applies. */
const choosing = (rule: State): Workflow => ({
  states: {
    One: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
    Yes: end(true),
    No: end(false),
  },
  input,
});

/** The case of a comparison. `applies` and `other` are operands with which the rule applies and does not. */
const rule = (operator: string, Variable: string, applies: unknown, other: unknown): PropertyCases => ({
  [`Rule.${operator}`]: part(
    (operand: unknown) => choosing({ Variable, [operator]: operand }),
    [applies, true],
    [other, false],
  ),
});

/** The cases of the comparisons of a type. The variable is between `below` and `above`, which are values and paths. */
function comparisons(
  type: string,
  variable: string,
  [below, equal, above]: readonly unknown[],
  isPath = false,
): PropertyCases {
  const suffix = isPath ? 'Path' : '';
  return {
    ...rule(`${type}Equals${suffix}`, variable, equal, below),
    ...rule(`${type}LessThan${suffix}`, variable, above, equal),
    ...rule(`${type}GreaterThan${suffix}`, variable, below, equal),
    ...rule(`${type}LessThanEquals${suffix}`, variable, equal, below),
    ...rule(`${type}GreaterThanEquals${suffix}`, variable, equal, above),
  };
}

const isText = { Variable: '$.text', IsString: true };
const isNumber = { Variable: '$.text', IsNumeric: true };
const ruleCases: PropertyCases = {
  ...comparisons('Numeric', '$.n', [4, 5, 6]),
  ...comparisons('String', '$.text', ['aa', 'mm', 'zz']),
  ...comparisons('Timestamp', '$.time', ['2026-04-04T00:00:00Z', input.time, input.later]),
  ...comparisons('Numeric', '$.m', ['$.n', '$.m', '$.big'], true),
  ...comparisons('String', '$.text', ['$.before', '$.text', '$.after'], true),
  ...comparisons('Timestamp', '$.time', ['$.early', '$.time', '$.later'], true),
  ...rule('BooleanEquals', '$.yes', true, false),
  ...rule('BooleanEqualsPath', '$.yes', '$.yes', '$.no'),
  ...rule('StringMatches', '$.text', 'm*', 'z*'),
  ...rule('IsBoolean', '$.yes', true, false),
  ...rule('IsNull', '$.nothing', true, false),
  ...rule('IsNumeric', '$.n', true, false),
  ...rule('IsPresent', '$.n', true, false),
  ...rule('IsString', '$.text', true, false),
  ...rule('IsTimestamp', '$.time', true, false),
  'Rule.And': part(
    (And: State[]) => choosing({ And }),
    [[isText, isText], true],
    [[isText, isNumber], false],
  ),
  'Rule.Or': part(
    (Or: State[]) => choosing({ Or }),
    [[isNumber, isText], true],
    [[isNumber, isNumber], false],
  ),
  'Rule.Not': part((Not: State) => choosing({ Not }), [isNumber, true], [isText, false]),
  'Rule.Variable': part(
    (Variable: string) => choosing({ Variable, IsString: true }),
    ['$.text', true],
    ['$.n', false],
  ),
  'Rule.Next': part(
    (Next: string) => ({
      ...choosing({}),
      states: { One: { Type: 'Choice', Choices: [{ ...isText, Next }] }, Yes: end(true), No: end(false) },
    }),
    ['Yes', true],
    ['No', false],
  ),
};

/** A workflow whose output is the value of an expression. */
const evaluating = (expression: string): Workflow => ({
  states: { One: { Type: 'Pass', Parameters: { 'x.$': expression }, OutputPath: '$.x', End: true } },
  input,
});
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
/** The case of a value of the context object, compared with a value of the input. */
const context = (member: string, value: unknown): PropertyCases => ({
  [`$$.${member}`]: part(evaluating, [`$$.${member}`, value], ['$.n', 5]),
});
const item = (member: string, values: readonly unknown[]): PropertyCases => ({
  [`$$.Map.Item.${member}`]: part(
    (path: string) => ({
      states: {
        One: {
          Type: 'Map',
          ItemsPath: '$.list',
          ItemSelector: { 'x.$': path },
          ItemProcessor: { StartAt: 'In', States: { In: { Type: 'Pass', OutputPath: '$.x', End: true } } },
          End: true,
        },
      },
      input,
    }),
    [`$$.Map.Item.${member}`, values],
    ['$.n', [5, 5, 5, 5]],
  ),
});

/** Answers a task by the token that it stored, and returns whether the execution ended. */
const tokenCase: PropertyCase = changes(
  async (fixture, path: string) => {
    const workflow = callback(fixture, { TimeoutSeconds: 80_000 });
    const One = { ...workflow.states.One };
    const TableName = `${fixture.stackName}-Voices`;
    const Parameters = {
      TableName,
      Item: { voice: { S: 'token' }, token: { 'S.$': path }, month: { S: 'x' } },
    };
    const { executionArn } = await start(fixture, {
      ...workflow,
      states: { One: { ...One, Parameters } },
      input,
    });
    const stored = await fixture.recorder.waitFor(
      (event) => event.kind === 'itemChanged' && event.table === TableName && event.key === 'token',
    );
    const taskToken = stored.kind === 'itemChanged' ? stored.item.token : undefined;
    const { status } = await fixture.call('AWSStepFunctions.SendTaskSuccess', { taskToken, output: '{}' });
    await fixture.call('AWSStepFunctions.StopExecution', { executionArn });
    return status;
  },
  ['$$.Task.Token', 200],
  ['$.text', 400],
);

const contextCases: PropertyCases = {
  ...context('Execution.Id', expect.stringMatching(/:execution:Run\d+-Machine:execution$/)),
  ...context('Execution.Name', 'execution'),
  ...context('Execution.Input', input),
  ...context('Execution.StartTime', time),
  ...context('StateMachine.Id', expect.stringMatching(/:stateMachine:Run\d+-Machine$/)),
  ...context('StateMachine.Name', expect.stringMatching(/^Run\d+-Machine$/)),
  ...context('State.EnteredTime', time),
  '$$.Task.Token': tokenCase,
  ...item('Index', [0, 1, 2, 3]),
  ...item('Value', input.list),
};

/** The case of an intrinsic function with two lists of arguments. */
const intrinsic = (name: string, ...calls: readonly (readonly [string, unknown])[]): PropertyCases => ({
  [`States.${name}`]: part(
    (call: string) => evaluating(`States.${call}`),
    ...calls.map(([call, value]) => [`${name}(${call})`, value] as const),
  ),
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
const intrinsicCases: PropertyCases = {
  ...intrinsic('Format', ["'{}!', $.n", '5!'], ["'{}!', $.m", '7!']),
  ...intrinsic('StringToJson', ['$.json', { x: 1 }], ["'[1]'", [1]]),
  ...intrinsic('JsonToString', ['$.object', '{"x":1}'], ['$.list', '[1,2,3,2]']),
  ...intrinsic('Array', ['1, 2', [1, 2]], ['3', [3]]),
  ...intrinsic(
    'ArrayPartition',
    [
      '$.list, 2',
      [
        [1, 2],
        [3, 2],
      ],
    ],
    ['$.list, 3', [[1, 2, 3], [2]]],
  ),
  ...intrinsic('ArrayContains', ['$.list, 3', true], ['$.list, 4', false]),
  ...intrinsic('ArrayRange', ['1, 3, 1', [1, 2, 3]], ['1, 3, 2', [1, 3]]),
  ...intrinsic('ArrayGetItem', ['$.list, 0', 1], ['$.list, 2', 3]),
  ...intrinsic('ArrayLength', ['$.list', 4], ['States.Array(1)', 1]),
  ...intrinsic('ArrayUnique', ['$.list', [1, 2, 3]], ['States.Array(1, 1)', [1]]),
  ...intrinsic('Base64Encode', ["'a'", 'YQ=='], ["'b'", 'Yg==']),
  ...intrinsic('Base64Decode', ["'YQ=='", 'a'], ["'Yg=='", 'b']),
  ...intrinsic(
    'Hash',
    ["'a', 'MD5'", '0cc175b9c0f1b6a831c399e269772661'],
    ["'a', 'SHA-1'", '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
  ),
  ...intrinsic(
    'JsonMerge',
    ['$.object, States.StringToJson(\'{"y":2}\'), false', { x: 1, y: 2 }],
    ['$.object, $.object, false', { x: 1 }],
  ),
  ...intrinsic('MathAdd', ['$.n, 1', 6], ['$.n, -1', 4]),
  ...intrinsic('StringSplit', ["'a,b', ','", ['a', 'b']], ["'a,b', ';'", ['a,b']]),
  'States.UUID': part(
    evaluating,
    ['States.UUID()', expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)],
    ['$.text', 'mm'],
  ),
};

export const languageCases = { ...ruleCases, ...contextCases, ...intrinsicCases };
