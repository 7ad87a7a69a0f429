import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from './manual-clock.ts';
import { functionArn, StatesFixture } from './states-fixture.ts';

const reviewed = {
  StartAt: 'Create',
  States: {
    Create: { Type: 'Task', Resource: functionArn, ResultPath: '$.created', Next: 'Wait' },
    Wait: { Type: 'Wait', SecondsPath: '$.wait', Next: 'Query' },
    Query: { Type: 'Task', Resource: functionArn, ResultPath: '$.status', Next: 'Settled?' },
    'Settled?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.status', StringEquals: 'OK', Next: 'Done' }],
      Default: 'Wait',
    },
    Done: { Type: 'Succeed' },
  },
};
const arn = 'arn:aws:states:us-east-1:000000000000:execution:machine:execution';

describe('an execution after a kill of the runner', () => {
  let states: StatesFixture;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = new ManualClock();
    states = new StatesFixture(reviewed, { clock, timeScale: { factor: 2, scale: (ms) => ms / 2 } });
    await states.start();
  });
  afterEach(() => states.stop());

  it('resumes in the same state with its name and the rest of the wait, for that one visit', async () => {
    states.respond = () => ({ payload: states.payloads.length < 3 ? 'DEPLOYING' : 'OK' });
    await states.call('StartExecution', { name: 'execution', input: '{"wait":100}' });
    await clock.waitForSleeps(1);
    expect(clock.sleeps).toEqual([50_000]);

    clock.time += 30_000;
    await states.restart();
    await clock.waitForSleeps(2);
    expect(clock.sleeps[1]).toBe(20_000);
    expect(states.runnerEvents).toContainEqual({
      kind: 'executionResumed',
      machine: 'machine',
      execution: 'execution',
      state: 'Wait',
    });

    clock.time += 20_000;
    clock.wake();
    await clock.waitForSleeps(3);
    expect(clock.sleeps[2]).toBe(50_000);

    clock.wake();
    const ended = await states.waitForEnd(arn);
    expect(ended.status).toBe('SUCCEEDED');
    expect(states.payloads).toHaveLength(3);
    expect(states.service.history(arn)).toMatchObject({
      'StateExited Create': 1,
      'StateExited Wait': 2,
      'StateExited Query': 2,
    });
  });

  it('does not wait if the wait ended while the runner was stopped', async () => {
    states.respond = () => ({ payload: 'OK' });
    await states.call('StartExecution', { name: 'execution', input: '{"wait":100}' });
    await clock.waitForSleeps(1);
    clock.time += 3_600_000;
    await states.restart();
    await clock.waitForSleeps(2);
    expect(clock.sleeps[1]).toBe(0);
    clock.wake();
    expect((await states.waitForEnd(arn)).status).toBe('SUCCEEDED');
  });

  it('runs an interrupted task again', async () => {
    states.respond = () => new Promise(() => {});
    await states.call('StartExecution', { name: 'execution', input: '{"wait":1}' });
    await states.restart();
    expect(states.payloads).toEqual([{ wait: 1 }, { wait: 1 }]);
  });

  it('exists if StartExecution returned before the kill', async () => {
    states.respond = () => new Promise(() => {});
    await states.call('StartExecution', { name: 'execution' });
    await states.restart();
    expect(await states.call('DescribeExecution', { executionArn: arn })).toMatchObject({
      status: 'RUNNING',
    });
  });
});

describe('a Map or Parallel state after a kill of the runner', () => {
  let states: StatesFixture;
  afterEach(() => states.stop());
  const task = { Type: 'Task', Resource: functionArn, End: true };
  const map = {
    Type: 'Map',
    ItemsPath: '$.items',
    MaxConcurrency: 1,
    ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'Each', States: { Each: task } },
    ResultPath: '$.done',
    Next: 'After',
  };
  const branch = (name: string) => ({
    StartAt: name,
    States: { [name]: { ...task, Parameters: name } },
  });
  const parallel = {
    Type: 'Parallel',
    Branches: [branch('one'), branch('two')],
    ResultPath: '$.done',
    Next: 'After',
  };

  it.each([
    ['Map', map, ['one', 'two', 'one', 'two']],
    ['Parallel', parallel, ['one', 'two', 'one', 'two']],
  ])('starts again as a whole, without the states before it: %s', async (_case, state, payloads) => {
    states = await new StatesFixture({
      StartAt: 'Before',
      States: {
        Before: { ...task, Parameters: 'before', ResultPath: null, End: undefined, Next: 'Compound' },
        Compound: state,
        After: { Type: 'Pass', End: true },
      },
    }).start();
    const reached = Promise.withResolvers<void>();
    states.respond = (payload) => {
      if (payload !== 'two') return { payload };
      reached.resolve();
      return new Promise(() => {});
    };
    await states.call('StartExecution', { name: 'execution', input: '{"items":["one","two"]}' });
    await reached.promise;
    states.respond = (payload) => ({ payload });
    await states.restart();
    const ended = await states.waitForEnd(arn);
    expect(JSON.parse(String(ended.output))).toMatchObject({ done: ['one', 'two'] });
    expect(states.payloads).toEqual(['before', ...payloads]);
  });
});

describe('the status change of an ended execution', () => {
  let states: StatesFixture;
  afterEach(() => states.stop());
  const failing = {
    StartAt: 'No',
    States: { No: { Type: 'Fail', Error: 'ApiErrorDetails', Cause: 'because' } },
  };

  it('is published on the default bus in the format of Step Functions', async () => {
    states = await new StatesFixture(failing).start();
    await states.run({ a: 1 });
    await states.waitForPublished(1);
    const [event] = states.publishedEvents;
    expect(event).toMatchObject({
      busName: 'default',
      source: 'aws.states',
      detailType: 'Step Functions Execution Status Change',
      resources: [arn],
      detail: {
        executionArn: arn,
        stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine',
        name: 'execution',
        status: 'FAILED',
        startDate: expect.any(Number),
        stopDate: expect.any(Number),
        input: '{"a":1}',
        error: 'ApiErrorDetails',
        cause: 'because',
      },
    });
  });

  it('is published at the next start after a kill, and only once', async () => {
    states = await new StatesFixture(failing).start();
    const attempted = Promise.withResolvers<void>();
    states.publish = async () => {
      attempted.resolve();
      throw new Error('killed');
    };
    await states.run();
    await attempted.promise;
    states.publish = async () => 'event-id';
    await states.restart();
    await states.waitForPublished(1);
    await states.restart();
    expect(states.publishedEvents).toHaveLength(1);
  });

  it.each([
    ['ABORTED', { Type: 'Wait', Seconds: 3600, End: true }],
    ['SUCCEEDED', { Type: 'Succeed' }],
  ])('is published for the status %s', async (status, state) => {
    states = await new StatesFixture({ StartAt: 'Only', States: { Only: state } }).start();
    await states.call('StartExecution', { name: 'execution' });
    if (status === 'ABORTED')
      await states.call('StopExecution', { executionArn: arn, error: 'Stopped', cause: 'by hand' });
    await states.waitForPublished(1);
    expect(states.publishedEvents[0]?.detail).toMatchObject({ status });
  });
});
