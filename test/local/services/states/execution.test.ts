import { afterEach, describe, expect, it } from '@jest/globals';
import { functionArn, Harness } from './harness.ts';

let harness: Harness;
const started = async (definition: unknown, options = {}) => {
  harness = new Harness(definition, options);
  return harness.start();
};
afterEach(() => harness.stop());

const task = (more: object = {}) => ({ Type: 'Task', Resource: functionArn, ...more });
const only = (state: object, others: object = {}) => ({
  StartAt: 'Work',
  States: { Work: state, ...others },
});
const failure = (errorType: string) => ({
  functionError: { errorType, errorMessage: 'no', trace: ['at a'] },
});

describe('an execution', () => {
  it('runs tasks, choices and waits, and counts what happened in which state', async () => {
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
    harness.answer = () => ({
      payload: { status: harness.payloads.length < 3 ? 'DEPLOYING' : 'OK', wait: 2 },
    });
    const ended = await harness.run({ voiceId: 'v' });
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '{"status":"OK","wait":2}' });
    expect(harness.service.history(String(ended.executionArn))).toEqual({
      'StateEntered Query': 3,
      'StateExited Query': 3,
      'StateEntered Settled?': 3,
      'StateExited Settled?': 3,
      'StateEntered Wait': 2,
      'StateExited Wait': 2,
      'StateEntered Done': 1,
      'StateExited Done': 1,
    });
    expect(harness.happenings.slice(0, 2)).toEqual([
      { kind: 'executionStarted', machine: 'machine', execution: 'execution' },
      { kind: 'stateEntered', machine: 'machine', execution: 'execution', state: 'Query' },
    ]);
    expect(harness.happenings.at(-1)).toMatchObject({ kind: 'executionEnded', status: 'SUCCEEDED' });
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
  ])('chooses by what a variable is not: %j', async (rule, chosen, notChosen) => {
    await started({
      StartAt: 'Choose',
      States: {
        Choose: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
        Yes: { Type: 'Pass', Result: 'yes', End: true },
        No: { Type: 'Pass', Result: 'no', End: true },
      },
    });
    expect((await harness.run(chosen, 'one')).output).toBe('"yes"');
    expect((await harness.run(notChosen, 'other')).output).toBe('"no"');
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
    harness.answer = () => ({ payload: harness.payloads.length > 2 });
    expect((await harness.run()).status).toBe('SUCCEEDED');
    expect(harness.payloads).toHaveLength(3);
  });

  it('gives each state its own entered time, and the execution what it was started with', async () => {
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
    const { output } = await harness.run({ voiceId: 'v' });
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

  it('gives states inside a Map the input of the execution, not of the item', async () => {
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
    const { output } = await harness.run({ items: [1, 2], from: 'outside' });
    expect(JSON.parse(String(output))).toEqual([
      { item: 1, from: 'outside' },
      { item: 2, from: 'outside' },
    ]);
  });

  it.each([
    ['null', null],
    ['false', false],
    ['nothing', ''],
  ])('passes on a Result of %s', async (_case, Result) => {
    await started(only({ Type: 'Pass', Result, ResultPath: '$.result', End: true }));
    expect(JSON.parse(String((await harness.run()).output))).toEqual({ result: Result });
  });

  it('leaves what it merges as it was, for all that read it after', async () => {
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
    const ended = await harness.run({
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

  it('replaces the whole state by a result at $', async () => {
    await started(only(task({ ResultPath: '$', End: true })));
    harness.answer = () => ({ payload: 7 });
    expect((await harness.run({ a: 1 })).output).toBe('7');
  });
});

describe('errors', () => {
  it('retries what the definition names, then hands the error and its cause to the catch', async () => {
    await started(
      only(
        task({
          Retry: [{ ErrorEquals: ['Throttled'], IntervalSeconds: 2, MaxAttempts: 2, BackoffRate: 2 }],
          Catch: [{ ErrorEquals: ['Throttled'], ResultPath: '$.error', Next: 'Recover' }],
          End: true,
        }),
        { Recover: { Type: 'Pass', End: true } },
      ),
    );
    harness.answer = () => failure('Throttled');
    const ended = await harness.run({ a: 1 });
    expect(ended.status).toBe('SUCCEEDED');
    const output = JSON.parse(String(ended.output));
    expect(output).toMatchObject({ a: 1, error: { Error: 'Throttled' } });
    expect(JSON.parse(output.error.Cause)).toEqual({
      errorType: 'Throttled',
      errorMessage: 'no',
      trace: ['at a'],
    });
    expect(harness.service.history(String(ended.executionArn))).toMatchObject({
      'StateRetried Work': 2,
      'StateCaught Work': 1,
    });
  });

  it('fails with the error and the cause that nobody catches', async () => {
    await started(only(task({ End: true })));
    harness.answer = () => failure('Broken');
    expect(await harness.run()).toMatchObject({
      status: 'FAILED',
      error: 'Broken',
      cause: expect.stringContaining('no'),
    });
  });

  it('ends as a Fail state says', async () => {
    await started(only({ Type: 'Fail', Error: 'voice_failed', Cause: 'because' }));
    expect(await harness.run()).toMatchObject({ status: 'FAILED', error: 'voice_failed', cause: 'because' });
  });

  it.each([
    ['a task result over 256 KiB', { payload: 'x'.repeat(262_144) }, {}, 'States.DataLimitExceeded'],
    ['a path that is not there', { payload: {} }, { InputPath: '$.missing' }, 'States.Runtime'],
    [
      'a state output over 256 KiB',
      { payload: 'x'.repeat(200_000) },
      { ResultPath: '$.more' },
      'States.DataLimitExceeded',
    ],
  ])('no catch sees %s', async (_case, answer, more, error) => {
    await started(
      only(task({ ...more, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Recover' }], End: true }), {
        Recover: { Type: 'Succeed' },
      }),
    );
    harness.answer = () => answer;
    const ended = await harness.run({ padding: 'y'.repeat(100_000) });
    expect(ended).toMatchObject({ status: 'FAILED', error });
  });

  it.each([
    ['a fraction', 1.5],
    ['less than a second', 0],
    ['more than a timer can', 30 * 24 * 3600],
    ['a text', '5'],
  ])('a wait of %s fails past any catch', async (_case, wait) => {
    await started(only({ Type: 'Wait', SecondsPath: '$.wait', End: true }));
    expect(await harness.run({ wait })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('a task that takes too long is States.Timeout, which States.TaskFailed does not match', async () => {
    await started(
      only(
        task({
          TimeoutSeconds: 1,
          Catch: [
            { ErrorEquals: ['States.TaskFailed'], Next: 'Wrong' },
            { ErrorEquals: ['States.Timeout'], Next: 'Right' },
          ],
          End: true,
        }),
        { Wrong: { Type: 'Fail' }, Right: { Type: 'Succeed' } },
      ),
    );
    harness.answer = () => new Promise(() => {});
    expect((await harness.run()).status).toBe('SUCCEEDED');
  });

  it('a machine that takes too long is TIMED_OUT, whatever the time scale', async () => {
    await started({ ...only({ Type: 'Wait', Seconds: 3600, End: true }), TimeoutSeconds: 1 });
    const ended = await harness.run();
    expect(ended).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
    expect(Number(ended.stopDate) - Number(ended.startDate)).toBeGreaterThanOrEqual(0.99);
  });

  it('a history over 25,000 events ends the execution', async () => {
    const never = { Variable: '$.no', IsPresent: true, Next: 'End' };
    await started(only({ Type: 'Choice', Choices: [never], Default: 'Work' }, { End: { Type: 'Succeed' } }));
    expect(await harness.run()).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('25000') });
  });
});
