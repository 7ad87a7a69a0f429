import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { functionArn, machineResource, StatesFixture } from './states-fixture.ts';

const task = (more: object = {}) => ({ Type: 'Task', Resource: functionArn, End: true, ...more });
const callback = (more: object) => ({
  ...task({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', ...more }),
  Parameters: { FunctionName: functionArn, Payload: { 'token.$': '$$.Task.Token' } },
});
const machine = (state: object, more: object = {}) => ({ StartAt: 'Work', States: { Work: state }, ...more });
const map = (processor: object, more: object = {}) => ({
  Type: 'Map',
  ItemProcessor: { StartAt: 'Each', States: { Each: { Type: 'Pass', End: true } }, ...processor },
  End: true,
  ...more,
});
const wait = (more: object) => ({ Type: 'Wait', End: true, ...more });
const pass = (Parameters: object) => ({ Type: 'Pass', Parameters, End: true });

describe('a definition with an unsupported feature', () => {
  let states: StatesFixture;
  beforeAll(() => {
    states = new StatesFixture({});
  });
  afterAll(() => states.stop());
  const refusals = (definition: unknown) => states.service.findRefusals(machineResource(definition));

  it.each([
    ['JSONata for the machine', machine(task(), { QueryLanguage: 'JSONata' }), 'JSONata'],
    ['JSONata for a state', machine(task({ QueryLanguage: 'JSONata' })), 'JSONata'],
    ['Arguments', machine(task({ Arguments: {} })), 'Arguments'],
    ['Output', machine(task({ Output: '{% 1 %}' })), 'Output'],
    ['Assign', machine(task({ Assign: { a: 1 } })), 'Assign'],
    [
      'Assign in a catch',
      machine(task({ Catch: [{ ErrorEquals: ['States.ALL'], Assign: {}, Next: 'X' }] })),
      'Assign',
    ],
    [
      'HeartbeatSeconds without a token',
      machine(task({ HeartbeatSeconds: 5 })),
      'a heartbeat is supported only',
    ],
    ['Credentials', machine(task({ Credentials: {} })), 'Credentials'],
    ['ItemReader', machine(map({}, { ItemReader: {} })), 'ItemReader'],
    [
      'a distributed map',
      machine(map({ ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } })),
      'distributed',
    ],
    [
      '.sync',
      machine(task({ Resource: 'arn:aws:states:::states:startExecution.sync:2' })),
      'startExecution.sync:2',
    ],
    [
      '.waitForTaskToken of an integration that does not support it on AWS',
      machine(task({ Resource: 'arn:aws:states:::dynamodb:putItem.waitForTaskToken' })),
      'dynamodb:putItem does not support .waitForTaskToken',
    ],
    [
      '.waitForTaskToken of a function ARN',
      machine(task({ Resource: `${functionArn}.waitForTaskToken` })),
      'does not support .waitForTaskToken',
    ],
    [
      '.waitForTaskToken of an unknown integration',
      machine(task({ Resource: 'arn:aws:states:::ecs:runTask.waitForTaskToken' })),
      'ecs:runTask',
    ],
    [
      'a heartbeat that is not shorter than the timeout',
      machine(callback({ HeartbeatSeconds: 5, TimeoutSeconds: 5 })),
      'HeartbeatSeconds must be smaller than TimeoutSeconds',
    ],
    [
      'a catch of States.TaskFailed for a task with a token',
      machine(callback({ Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'X' }] })),
      'States.TaskFailed',
    ],
    [
      'a timeout path with a filter for a task with a token',
      machine(callback({ TimeoutSecondsPath: '$.waits[*]' })),
      'not an expression',
    ],
    [
      'TimeoutSecondsPath together with Parameters that select several values',
      machine(task({ Parameters: { 'a.$': '$.a[*]' }, TimeoutSecondsPath: '$.seconds' })),
      'TimeoutSecondsPath is not supported',
    ],
    [
      '$$.Task.Token in a task that does not wait for it',
      machine(task({ Parameters: { 'a.$': '$$.Task.Token' } })),
      '$$.Task.Token is available only',
    ],
    [
      '$$.Task.Token in the result selector',
      machine(callback({ ResultSelector: { 'a.$': '$$.Task.Token' } })),
      '$$.Task.Token is available only',
    ],
    [
      'an SDK integration',
      machine(task({ Resource: 'arn:aws:states:::aws-sdk:s3:getObject' })),
      'aws-sdk:s3:getObject',
    ],
    [
      'an unknown parameter',
      machine(
        task({
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { FunctionName: functionArn, 'Qualifier.$': '$.q' },
        }),
      ),
      'Qualifier',
    ],
    ['$$.State.Name', machine(pass({ 'a.$': '$$.State.Name' })), '$$.State.Name'],
    [
      '$$.Task.Token in an intrinsic',
      machine(pass({ 'a.$': "States.Format('{}', $$.Task.Token)" })),
      '$$.Task.Token',
    ],
    ['the item outside of the selector', machine(pass({ 'a.$': '$$.Map.Item.Value' })), '$$.Map.Item.Value'],
    ['the whole context object', machine(pass({ 'a.$': '$$' })), '$$'],
    ['an unknown intrinsic', machine(pass({ 'a.$': 'States.Reverse($.a)' })), 'States.Reverse'],
    ['an intrinsic without an end', machine(pass({ 'a.$': 'States.Array($.a' })), 'not an expression'],
    [
      'a wildcard together with an intrinsic',
      machine(pass({ 'a.$': 'States.UUID()', 'b.$': '$.b[*]' })),
      '$.b[*]',
    ],
    ['random numbers', machine(pass({ 'a.$': 'States.MathRandom(1, 2)' })), 'MathRandom'],
    [
      'an intrinsic in the selector of a map',
      machine(map({}, { ItemSelector: { 'a.$': 'States.UUID()' } })),
      'ItemSelector',
    ],
    ['a wait over 24 days', machine(wait({ Seconds: 25 * 24 * 3600 })), '24 days'],
    ['a fractional wait', machine(wait({ Seconds: 0.5 })), 'whole number'],
    ['a machine timeout over 24 days', machine(task(), { TimeoutSeconds: 25 * 24 * 3600 }), '24 days'],
    [
      'a catch of an uncatchable error',
      machine(task({ Catch: [{ ErrorEquals: ['States.Runtime'], Next: 'X' }] })),
      'cannot be caught',
    ],
    ['an unknown state type', machine({ Type: 'Think' }), 'Think'],
  ])('is refused for %s', (_case, definition, word) => {
    expect(refusals(definition)).toEqual([
      { property: expect.stringMatching(/Work|machine/), reason: expect.stringContaining(word) },
    ]);
  });

  it.each(['a name', 'name#1', 'n'.repeat(81)])('is refused with the name %j', (StateMachineName) => {
    const resource = machineResource(machine(task()), { StateMachineName });
    expect(states.service.findRefusals(resource)).toEqual([
      { property: 'StateMachineName', reason: `Invalid Name: '${StateMachineName}'` },
    ]);
  });

  it('is refused with the name of a state inside a map', () => {
    const inner = { StartAt: 'Each', States: { Each: task({ HeartbeatSeconds: 1 }) } };
    expect(refusals(machine(map(inner)))).toEqual([
      { property: 'state "Each"', reason: expect.stringContaining('a heartbeat is supported only with') },
    ]);
  });

  it('is refused for a task with a token inside a map', () => {
    const inner = { StartAt: 'Each', States: { Each: callback({}) } };
    expect(refusals(machine(map(inner)))).toEqual([
      { property: 'state "Each"', reason: expect.stringContaining('inside Map and Parallel') },
    ]);
  });

  it.each([
    ['lambda:invoke', { FunctionName: functionArn, Payload: { 'token.$': '$$.Task.Token' } }],
    ['aws-sdk:dynamodb:putItem', { TableName: 'Voices', Item: { token: { 'S.$': '$$.Task.Token' } } }],
    ['events:putEvents', { Entries: [{ Detail: { 'token.$': '$$.Task.Token' } }] }],
    [
      'states:startExecution',
      { StateMachineArn: 'a', Input: { 'token.$': "States.Format('{}', $$.Task.Token)" } },
    ],
  ])('is not refused for a task with a token of %s', (integration, Parameters) => {
    const Resource = `arn:aws:states:::${integration}.waitForTaskToken`;
    const times = { TimeoutSecondsPath: '$.seconds', HeartbeatSecondsPath: '$.heartbeat' };
    expect(refusals(machine(task({ Resource, Parameters, ...times })))).toEqual([]);
  });

  it.each(['.waitForTaskToken', '.sync'])('is refused for %s in an Express state machine', (pattern) => {
    const Resource = `arn:aws:states:::lambda:invoke${pattern}`;
    const express = machineResource(machine(task({ Resource })), { StateMachineType: 'EXPRESS' });
    expect(states.service.findRefusals(express)).toContainEqual({
      property: 'state "Work"',
      reason: `an Express state machine does not support ${pattern}`,
    });
  });

  it('is not refused for an Express state machine without them', () => {
    const express = machineResource(machine(task()), { StateMachineType: 'EXPRESS' });
    expect(states.service.findRefusals(express)).toEqual([]);
  });

  it('is refused if it is not a valid workflow', () => {
    expect(refusals('nothing')).toHaveLength(1);
    expect(
      states.service.findRefusals(machineResource(machine(task()), { StateMachineType: 'FAST' })),
    ).toEqual([{ property: 'StateMachineType', reason: expect.any(String) }]);
  });

  it('is not refused for supported features', () => {
    const definition = {
      StartAt: 'Invoke',
      QueryLanguage: 'JSONPath',
      TimeoutSeconds: 86_400,
      States: {
        Invoke: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { FunctionName: functionArn, 'Payload.$': '$' },
          Retry: [
            {
              ErrorEquals: ['States.ALL'],
              IntervalSeconds: 1,
              MaxAttempts: 2,
              BackoffRate: 2,
              JitterStrategy: 'FULL',
              MaxDelaySeconds: 5,
            },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Put' }],
          TimeoutSeconds: 5,
          Next: 'Put',
        },
        Put: {
          Type: 'Task',
          Resource: 'arn:aws:states:::dynamodb:updateItem',
          Parameters: {
            TableName: 'Voices',
            Key: { id: { 'S.$': '$$.Execution.Name' } },
            ExpressionAttributeValues: { ':at': { 'S.$': '$$.State.EnteredTime' } },
          },
          ResultPath: null,
          Next: 'Each',
        },
        Each: map(
          { ProcessorConfig: { Mode: 'INLINE' } },
          { ItemSelector: { 'i.$': '$$.Map.Item.Index' }, MaxConcurrency: 2 },
        ),
      },
    };
    expect(refusals(definition)).toEqual([]);
  });
});
