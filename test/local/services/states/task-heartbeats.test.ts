import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from './manual-clock.ts';
import { functionArn, StatesFixture } from './states-fixture.ts';

const arn = 'arn:aws:states:us-east-1:000000000000:execution:machine:execution';

/** Returns a machine that waits for a token, and then ends with what ended the wait. */
const parked = (more: object) => ({
  StartAt: 'Park',
  States: {
    Park: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: functionArn, Payload: { 'token.$': '$$.Task.Token' } },
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Done' }],
      Next: 'Done',
      ...more,
    },
    Done: { Type: 'Pass', End: true },
  },
});
const timedOut = expect.objectContaining({ type: 'TaskTimedOut' });
const error = { error: { Error: 'States.HeartbeatTimeout' } };
const timeScale = { factor: 10, scale: (milliseconds: number) => milliseconds / 10 };

let states: StatesFixture;
let clock: ManualClock;

async function start(more: object, input: object = {}): Promise<string> {
  states = await new StatesFixture(parked(more), { clock, timeScale }).start();
  await states.call('StartExecution', { name: 'execution', input: JSON.stringify(input) });
  return token();
}

async function token(call = 1): Promise<string> {
  await states.waitForPayloads(call);
  return String(Object(states.payloads[call - 1]).token);
}

const heartbeat = (taskToken: string) => states.call('SendTaskHeartbeat', { taskToken });
const succeed = (taskToken: string) => states.call('SendTaskSuccess', { taskToken, output: '"awake"' });
const output = async () => JSON.parse(String((await states.waitForEnd(arn)).output));

/** Ends the sleeps that a test has reached. */
function pass(milliseconds: number): void {
  clock.time += milliseconds;
  clock.wake();
}

beforeEach(() => {
  clock = new ManualClock();
});
afterEach(() => states.stop());

describe('a task with a heartbeat', () => {
  it.each([
    ['HeartbeatSeconds', { HeartbeatSeconds: 30 }],
    ['HeartbeatSecondsPath', { HeartbeatSecondsPath: '$.seconds' }],
  ])('ends without one after its %s, which the time scale does not change', async (_case, times) => {
    const taskToken = await start(times, { seconds: 30 });
    await clock.waitForSleeps(1);
    expect(clock.sleeps).toEqual([30_000]);
    pass(30_000);
    expect(await output()).toMatchObject(error);
    await expect(heartbeat(taskToken)).rejects.toEqual(timedOut);
    await expect(succeed(taskToken)).rejects.toEqual(timedOut);
  });

  it('waits for the full time again after each heartbeat, and ends with its answer', async () => {
    const taskToken = await start({ HeartbeatSeconds: 30 });
    for (const [index, elapsed] of [20_000, 29_999].entries()) {
      await clock.waitForSleeps(index + 1);
      clock.time += elapsed;
      expect(await heartbeat(taskToken)).toEqual({});
    }
    await clock.waitForSleeps(3);
    expect(clock.sleeps).toEqual([30_000, 30_000, 30_000]);
    await succeed(taskToken);
    expect(await output()).toBe('awake');
  });

  it('ends at its timeout in spite of heartbeats', async () => {
    const taskToken = await start({ HeartbeatSeconds: 30, TimeoutSeconds: 900 });
    await clock.waitForSleeps(2);
    expect(clock.sleeps.toSorted()).toEqual([30_000, 90_000]);
    await heartbeat(taskToken);
    pass(90_000);
    expect(await output()).toMatchObject({ error: { Error: 'States.Timeout' } });
  });

  it('starts the time of a retry again', async () => {
    const Retry = [{ ErrorEquals: ['States.HeartbeatTimeout'], IntervalSeconds: 1, MaxAttempts: 1 }];
    await start({ HeartbeatSeconds: 30, Retry });
    await clock.waitForSleeps(1);
    pass(30_000);
    const second = await token(2);
    await clock.waitForSleeps(2);
    await succeed(second);
    expect(await output()).toBe('awake');
  });

  it.each([['30'], [0], [1.5]])('fails the execution for %j', async (seconds) => {
    states = await new StatesFixture(parked({ HeartbeatSecondsPath: '$.seconds' }), { clock }).start();
    await states.call('StartExecution', { name: 'execution', input: JSON.stringify({ seconds }) });
    expect(await states.waitForEnd(arn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('a task with a heartbeat after a kill of the runner', () => {
  it('waits for the rest of the time since the last heartbeat', async () => {
    const taskToken = await start({ HeartbeatSeconds: 30 });
    await clock.waitForSleeps(1);
    clock.time += 20_000;
    await heartbeat(taskToken);
    clock.time += 10_000;
    await states.restart();
    await clock.waitForSleeps(3);
    expect(clock.sleeps[2]).toBe(20_000);
    await succeed(taskToken);
    expect(await output()).toBe('awake');
  });

  it('accepts a heartbeat before its state is entered again', async () => {
    const taskToken = await start({ HeartbeatSeconds: 30 });
    await clock.waitForSleeps(1);
    clock.time += 20_000;
    await states.restart({ beforeReady: async () => void (await heartbeat(taskToken)) });
    await clock.waitForSleeps(2);
    expect(clock.sleeps[1]).toBe(30_000);
    await succeed(taskToken);
    expect(await output()).toBe('awake');
  });

  it('has timed out if no heartbeat could arrive in time', async () => {
    const taskToken = await start({ HeartbeatSeconds: 30 });
    await states.stopService();
    clock.time += 30_000;
    await states.startService({ beforeReady: () => expect(heartbeat(taskToken)).rejects.toEqual(timedOut) });
    expect(await output()).toMatchObject(error);
  });
});
