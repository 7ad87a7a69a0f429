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
    ['a task result over 256 KiB', { payload: 'x'.repeat(262_144) }, {}, 'States.DataLimitExceeded'],
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
    expect(ended).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
    expect(Number(ended.stopDate) - Number(ended.startDate)).toBeGreaterThanOrEqual(0.99);
  });

  it('ends an execution with a history over 25,000 events', async () => {
    const never = { Variable: '$.no', IsPresent: true, Next: 'End' };
    await started(only({ Type: 'Choice', Choices: [never], Default: 'Work' }, { End: { Type: 'Succeed' } }));
    expect(await states.run()).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('25000') });
  });
});
