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
const failure = (errorType: string) => ({
  functionError: { errorType, errorMessage: 'no', trace: ['at a'] },
});

describe('an error in an execution', () => {
  it('is retried as defined, and then passed to the catch with its cause', async () => {
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
    states.respond = () => failure('Throttled');
    const ended = await states.run({ a: 1 });
    expect(ended.status).toBe('SUCCEEDED');
    const output = JSON.parse(String(ended.output));
    expect(output).toMatchObject({ a: 1, error: { Error: 'Throttled' } });
    expect(JSON.parse(output.error.Cause)).toEqual({
      errorType: 'Throttled',
      errorMessage: 'no',
      trace: ['at a'],
    });
    expect(states.service.history(String(ended.executionArn))).toMatchObject({
      'StateRetried Work': 2,
      'StateCaught Work': 1,
    });
  });

  it('that is not caught fails the execution with its name and cause', async () => {
    await started(only(task({ End: true })));
    states.respond = () => failure('Broken');
    expect(await states.run()).toMatchObject({
      status: 'FAILED',
      error: 'Broken',
      cause: expect.stringContaining('no'),
    });
  });

  it('comes from a Fail state', async () => {
    await started(only({ Type: 'Fail', Error: 'voice_failed', Cause: 'because' }));
    expect(await states.run()).toMatchObject({ status: 'FAILED', error: 'voice_failed', cause: 'because' });
  });

  it.each([
    ['a missing path', { payload: {} }, { InputPath: '$.missing' }, 'States.Runtime'],
    [
      'a state output over 256 KiB',
      { payload: 'x'.repeat(200_000) },
      { ResultPath: '$.more' },
      'States.DataLimitExceeded',
    ],
  ])('is not caught for %s', async (_case, response, more, error) => {
    await started(
      only(task({ ...more, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Recover' }], End: true }), {
        Recover: { Type: 'Succeed' },
      }),
    );
    states.respond = () => response;
    const ended = await states.run({ padding: 'y'.repeat(100_000) });
    expect(ended).toMatchObject({ status: 'FAILED', error });
  });

  it.each([
    ['a fraction', 1.5],
    ['less than a second', 0],
    ['more than a timer supports', 30 * 24 * 3600],
    ['a string', '5'],
  ])('is not caught for a wait of %s', async (_case, wait) => {
    await started(only({ Type: 'Wait', SecondsPath: '$.wait', End: true }));
    expect(await states.run({ wait })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('is States.Timeout for a task that takes too long, which States.TaskFailed does not match', async () => {
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
    states.respond = () => new Promise(() => {});
    expect((await states.run()).status).toBe('SUCCEEDED');
  });

  it('sets the status TIMED_OUT for a machine that takes too long, independent of the time scale', async () => {
    await started({ ...only({ Type: 'Wait', Seconds: 3600, End: true }), TimeoutSeconds: 1 });
    const ended = await states.run();
    expect(ended.status).toBe('TIMED_OUT');
    expect(ended).not.toHaveProperty('error');
    expect(Number(ended.stopDate) - Number(ended.startDate)).toBeCloseTo(1, 3);
    await states.waitForPublished(1);
    expect(states.publishedEvents).toMatchObject([
      { detail: { status: 'TIMED_OUT', error: null, cause: null } },
    ]);
  });

  it('names the event with which the state was entered', async () => {
    const branch = { StartAt: 'Branch', States: { Branch: { Type: 'Pass', End: true } } };
    const each = { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } };
    await started({
      StartAt: 'Call',
      States: {
        Call: task({ ResultPath: null, Next: 'Both' }),
        Both: { Type: 'Parallel', Branches: [branch], ResultPath: null, Next: 'All' },
        All: { Type: 'Map', ItemsPath: '$.items', ItemProcessor: each, ResultPath: null, Next: 'Fails' },
        Fails: { Type: 'Pass', InputPath: '$.missing', End: true },
      },
    });
    // 1 start, 5 of the task, 6 of the parallel state, and 4 of the map state with 4 for each item
    const cause = expect.stringContaining("state 'Fails' (entered at the event id #25)");
    expect(await states.run({ items: [1, 2] })).toMatchObject({ error: 'States.Runtime', cause });
  });

  it('is a full history before a task is called', async () => {
    const loop = (times: number) => ({
      StartAt: 'Count',
      States: {
        Count: {
          Type: 'Pass',
          Parameters: { 'n.$': 'States.MathAdd($.n, 1)' },
          Next: 'Again',
        },
        Again: {
          Type: 'Choice',
          Choices: [{ Variable: '$.n', NumericLessThan: times, Next: 'Count' }],
          Default: 'Call',
        },
        Call: task({ End: true }),
      },
    });
    // Each round has four events. After 6,249 rounds, event 24,997 is the last, and the task has events 24,998 to 25,002.
    await started(loop(6_249));
    expect(await states.run({ n: 0 })).toMatchObject({ error: 'States.Runtime' });
    expect(states.payloads).toHaveLength(1);
    await states.stop();
    await started({
      ...loop(6_249),
      StartAt: 'First',
      States: { ...loop(6_249).States, First: { Type: 'Pass', Next: 'Count' } },
    });
    expect(await states.run({ n: 0 })).toMatchObject({
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    expect(states.payloads).toHaveLength(0);
  });

  it('is States.Timeout after the time in the input, not in the parameters', async () => {
    await started(only(task({ Parameters: { seconds: 60 }, TimeoutSecondsPath: '$.seconds', End: true })));
    states.respond = () => new Promise(() => {});
    expect(await states.run({ seconds: 1 })).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(states.payloads).toEqual([{ seconds: 60 }]);
  });
});
