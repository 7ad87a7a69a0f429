import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { functionArn, Harness } from './harness.ts';

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

/** Time that a test moves by hand; whoever sleeps is remembered with what is asked for. */
class HandClock {
  time = Date.parse('2030-01-01T00:00:00Z');
  readonly sleeps: number[] = [];
  #sleepers: (() => void)[] = [];
  #watchers: (() => void)[] = [];

  now = () => this.time;

  sleep = (milliseconds: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      this.sleeps.push(milliseconds);
      this.#sleepers.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      for (const watcher of this.#watchers.splice(0)) watcher();
    });

  async slept(times: number): Promise<void> {
    while (this.sleeps.length < times) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  wake(): void {
    for (const sleeper of this.#sleepers.splice(0)) sleeper();
  }
}

describe('an execution and a runner that dies', () => {
  let harness: Harness;
  let clock: HandClock;

  beforeEach(async () => {
    clock = new HandClock();
    harness = new Harness(reviewed, { clock, timeScale: { factor: 2, scale: (ms) => ms / 2 } });
    await harness.start();
  });
  afterEach(() => harness.stop());

  it('goes on in the state it was in, under its name, with the rest of the wait for that one visit', async () => {
    harness.answer = () => ({ payload: harness.payloads.length < 3 ? 'DEPLOYING' : 'OK' });
    await harness.call('StartExecution', { name: 'execution', input: '{"wait":100}' });
    await clock.slept(1);
    expect(clock.sleeps).toEqual([50_000]);

    clock.time += 30_000;
    await harness.restart();
    await clock.slept(2);
    expect(clock.sleeps[1]).toBe(20_000);
    expect(harness.happenings).toContainEqual({
      kind: 'executionResumed',
      machine: 'machine',
      execution: 'execution',
      state: 'Wait',
    });

    clock.time += 20_000;
    clock.wake();
    await clock.slept(3);
    expect(clock.sleeps[2]).toBe(50_000);

    clock.wake();
    const ended = await harness.ended(arn);
    expect(ended.status).toBe('SUCCEEDED');
    expect(harness.payloads).toHaveLength(3);
    expect(harness.service.history(arn)).toMatchObject({
      'StateExited Create': 1,
      'StateExited Wait': 2,
      'StateExited Query': 2,
    });
  });

  it('does not wait at all where the wait ended while nothing ran', async () => {
    harness.answer = () => ({ payload: 'OK' });
    await harness.call('StartExecution', { name: 'execution', input: '{"wait":100}' });
    await clock.slept(1);
    clock.time += 3_600_000;
    await harness.restart();
    await clock.slept(2);
    expect(clock.sleeps[1]).toBe(0);
    clock.wake();
    expect((await harness.ended(arn)).status).toBe('SUCCEEDED');
  });

  it('runs the task again that was killed with the runner', async () => {
    harness.answer = () => new Promise(() => {});
    await harness.call('StartExecution', { name: 'execution', input: '{"wait":1}' });
    await harness.restart();
    expect(harness.payloads).toEqual([{ wait: 1 }, { wait: 1 }]);
  });

  it('is on disk before StartExecution answers', async () => {
    harness.answer = () => new Promise(() => {});
    await harness.call('StartExecution', { name: 'execution' });
    await harness.restart();
    expect(await harness.call('DescribeExecution', { executionArn: arn })).toMatchObject({
      status: 'RUNNING',
    });
  });
});

describe('a state made of states, and a runner that dies in its middle', () => {
  let harness: Harness;
  afterEach(() => harness.stop());
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
  ])('a %s is entered again as a whole, and what was before it is not', async (_case, state, payloads) => {
    harness = await new Harness({
      StartAt: 'Before',
      States: {
        Before: { ...task, Parameters: 'before', ResultPath: null, End: undefined, Next: 'Compound' },
        Compound: state,
        After: { Type: 'Pass', End: true },
      },
    }).start();
    const reached = Promise.withResolvers<void>();
    harness.answer = (payload) => {
      if (payload !== 'two') return { payload };
      reached.resolve();
      return new Promise(() => {});
    };
    await harness.call('StartExecution', { name: 'execution', input: '{"items":["one","two"]}' });
    await reached.promise;
    harness.answer = (payload) => ({ payload });
    await harness.restart();
    const ended = await harness.ended(arn);
    expect(JSON.parse(String(ended.output))).toMatchObject({ done: ['one', 'two'] });
    expect(harness.payloads).toEqual(['before', ...payloads]);
  });
});

describe('how an execution ended', () => {
  let harness: Harness;
  afterEach(() => harness.stop());
  const failing = {
    StartAt: 'No',
    States: { No: { Type: 'Fail', Error: 'ApiErrorDetails', Cause: 'because' } },
  };

  it('is told to the default bus as Step Functions does', async () => {
    harness = await new Harness(failing).start();
    await harness.run({ a: 1 });
    await harness.published(1);
    const [event] = harness.events;
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

  it('is told at the next start if the runner dies in between, and not again after that', async () => {
    harness = await new Harness(failing).start();
    const asked = Promise.withResolvers<void>();
    harness.publish = async () => {
      asked.resolve();
      throw new Error('killed');
    };
    await harness.run();
    await asked.promise;
    harness.publish = async () => 'event-id';
    await harness.restart();
    await harness.published(1);
    await harness.restart();
    expect(harness.events).toHaveLength(1);
  });

  it.each([
    ['ABORTED', { Type: 'Wait', Seconds: 3600, End: true }],
    ['SUCCEEDED', { Type: 'Succeed' }],
  ])('is told when it is %s', async (status, state) => {
    harness = await new Harness({ StartAt: 'Only', States: { Only: state } }).start();
    await harness.call('StartExecution', { name: 'execution' });
    if (status === 'ABORTED')
      await harness.call('StopExecution', { executionArn: arn, error: 'Stopped', cause: 'by hand' });
    await harness.published(1);
    expect(harness.events[0]?.detail).toMatchObject({ status });
  });
});
