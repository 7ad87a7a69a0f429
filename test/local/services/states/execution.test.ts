import { afterEach, describe, expect, it } from '@jest/globals';
import { functionArn, StatesFixture } from './states-fixture.ts';

let states: StatesFixture;
const started = async (definition: unknown, options = {}) => {
  states = new StatesFixture(definition, options);
  return states.start();
};
afterEach(() => states.stop());

const task = (more: object = {}) => ({ Type: 'Task', Resource: functionArn, ...more });
const only = (state: object, others: object = {}) => ({
  StartAt: 'Work',
  States: { Work: state, ...others },
});

describe('an execution', () => {
  it('runs tasks, choices and waits, and counts the events of each state', async () => {
    await started({
      StartAt: 'Query',
      States: {
        Query: task({ ResultPath: '$.answer', Next: 'Settled?' }),
        'Settled?': {
          Type: 'Choice',
          Choices: [{ Variable: '$.answer.status', StringEquals: 'OK', Next: 'Done' }],
          Default: 'Wait',
        },
        Wait: { Type: 'Wait', SecondsPath: '$.answer.wait', Next: 'Query' },
        Done: { Type: 'Succeed', OutputPath: '$.answer' },
      },
    });
    states.respond = () => ({
      payload: { status: states.payloads.length < 3 ? 'DEPLOYING' : 'OK', wait: 2 },
    });
    const ended = await states.run({ voiceId: 'v' });
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '{"status":"OK","wait":2}' });
    expect(states.service.history(String(ended.executionArn))).toEqual({
      'StateEntered Query': 3,
      'StateExited Query': 3,
      'StateEntered Settled?': 3,
      'StateExited Settled?': 3,
      'StateEntered Wait': 2,
      'StateExited Wait': 2,
      'StateEntered Done': 1,
      'StateExited Done': 1,
    });
    expect(states.runnerEvents.slice(0, 2)).toEqual([
      { kind: 'executionStarted', machine: 'machine', execution: 'execution' },
      { kind: 'stateEntered', machine: 'machine', execution: 'execution', state: 'Query' },
    ]);
    expect(states.runnerEvents.at(-1)).toMatchObject({ kind: 'executionEnded', status: 'SUCCEEDED' });
  });

  it.each([
    [{ Variable: '$.dryRun', IsPresent: false }, {}, { dryRun: null }],
    [{ Variable: '$.name', IsNull: false }, { name: 'a' }, { name: null }],
    [{ Variable: '$.name', IsString: false }, { name: 1 }, { name: 'a' }],
    [
      {
        And: [
          { Variable: '$.a', IsPresent: true },
          { Variable: '$.b', IsPresent: false },
        ],
      },
      { a: 1 },
      { a: 1, b: 1 },
    ],
  ])('supports a negative type test: %j', async (rule, chosen, notChosen) => {
    await started({
      StartAt: 'Choose',
      States: {
        Choose: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
        Yes: { Type: 'Pass', Result: 'yes', End: true },
        No: { Type: 'Pass', Result: 'no', End: true },
      },
    });
    expect((await states.run(chosen, 'one')).output).toBe('"yes"');
    expect((await states.run(notChosen, 'other')).output).toBe('"no"');
  });

  it('can loop from a state to itself', async () => {
    await started(
      only(
        { ...task({ ResultPath: '$.done' }), Next: 'Again' },
        {
          Again: {
            Type: 'Choice',
            Choices: [{ Variable: '$.done', BooleanEquals: true, Next: 'End' }],
            Default: 'Work',
          },
          End: { Type: 'Succeed' },
        },
      ),
    );
    states.respond = () => ({ payload: states.payloads.length > 2 });
    expect((await states.run()).status).toBe('SUCCEEDED');
    expect(states.payloads).toHaveLength(3);
  });

  it('provides the entered time of each state, and the id, name, input and start time of the execution', async () => {
    const parameters = {
      'entered.$': '$$.State.EnteredTime',
      'id.$': '$$.Execution.Id',
      'name.$': '$$.Execution.Name',
      'input.$': '$$.Execution.Input.voiceId',
      'started.$': '$$.Execution.StartTime',
      'machine.$': '$$.StateMachine.Name',
      'next.$': "States.Format('{}-{}', $$.Execution.Name, States.MathAdd(1, 1))",
    };
    await started({
      StartAt: 'First',
      States: {
        First: { Type: 'Pass', Parameters: parameters, ResultPath: '$.first', Next: 'Wait' },
        Wait: { Type: 'Wait', Seconds: 20, Next: 'Second' },
        Second: { Type: 'Pass', Parameters: parameters, ResultPath: '$.second', End: true },
      },
    });
    const { output } = await states.run({ voiceId: 'v' });
    const { first, second } = JSON.parse(String(output));
    expect(second).toMatchObject({
      id: 'arn:aws:states:us-east-1:000000000000:execution:machine:execution',
      name: 'execution',
      input: 'v',
      started: first.started,
      machine: 'machine',
      next: 'execution-2',
    });
    expect(Date.parse(second.entered)).toBeGreaterThan(Date.parse(first.entered));
  });

  it('provides the input of the execution, not of the item, to states inside a Map', async () => {
    await started(
      only({
        Type: 'Map',
        ItemsPath: '$.items',
        ItemSelector: { 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Each',
          States: {
            Each: {
              Type: 'Pass',
              Parameters: { 'item.$': '$.item', 'from.$': '$$.Execution.Input.from' },
              Next: 'Call',
            },
            Call: task({ End: true }),
          },
        },
        End: true,
      }),
    );
    const { output } = await states.run({ items: [1, 2], from: 'outside' });
    expect(JSON.parse(String(output))).toEqual([
      { item: 1, from: 'outside' },
      { item: 2, from: 'outside' },
    ]);
  });

  it.each([
    ['null', null],
    ['false', false],
    ['an empty string', ''],
  ])('outputs a Result of %s', async (_case, Result) => {
    await started(only({ Type: 'Pass', Result, ResultPath: '$.result', End: true }));
    expect(JSON.parse(String((await states.run()).output))).toEqual({ result: Result });
  });

  it('does not change the arguments of JsonMerge', async () => {
    await started(
      only({
        Type: 'Pass',
        End: true,
        Parameters: {
          'merged.$': 'States.JsonMerge($.voice, $.change, false)',
          'again.$': 'States.JsonMerge($.voice, States.StringToJson($.text), false)',
          'next.$': 'States.MathAdd($.voice.sequence, 1)',
        },
      }),
    );
    const ended = await states.run({
      voice: { sequence: 1, a: 1 },
      change: { sequence: 7 },
      text: '{"b":2}',
    });
    expect(JSON.parse(String(ended.output))).toEqual({
      merged: { sequence: 7, a: 1 },
      again: { sequence: 1, a: 1, b: 2 },
      next: 2,
    });
  });

  it('replaces the whole input by a result at $', async () => {
    await started(only(task({ ResultPath: '$', End: true })));
    states.respond = () => ({ payload: 7 });
    expect((await states.run({ a: 1 })).output).toBe('7');
  });
});
