import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from './manual-clock.ts';
import { functionArn, StatesFixture } from './states-fixture.ts';

const arn = 'arn:aws:states:us-east-1:000000000000:execution:machine:execution';

/** Returns a machine that waits for a token, and then ends with what ended the wait. */
const parked = (more: object = {}) => ({
  StartAt: 'Park',
  States: {
    Park: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: functionArn, Payload: { 'token.$': '$$.Task.Token' } },
      ResultPath: '$.answer',
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Done' }],
      Next: 'Done',
      ...more,
    },
    Done: { Type: 'Pass', End: true },
  },
});
const timedOut = expect.objectContaining({ type: 'TaskTimedOut' });

let states: StatesFixture;
let clock: ManualClock;
const timeScale = { factor: 10, scale: (milliseconds: number) => milliseconds / 10 };

async function start(definition: unknown = parked(), input: object = {}): Promise<void> {
  states = await new StatesFixture(definition, { clock, timeScale }).start();
  await states.call('StartExecution', { name: 'execution', input: JSON.stringify(input) });
}

/** Returns the token that the function received in its nth call. */
async function token(call = 1): Promise<string> {
  await states.waitForPayloads(call);
  return tokenIn(states.payloads[call - 1]);
}

function tokenIn(payload: unknown): string {
  return String(Object(payload).token);
}

const succeed = (taskToken: string, output: unknown = 'awake') =>
  states.call('SendTaskSuccess', { taskToken, output: JSON.stringify(output) });

/** Waits until the scripted calls have returned, which takes no timer. */
const callsReturned = () => new Promise((resolve) => setImmediate(resolve));

async function output(): Promise<Record<string, unknown>> {
  const ended = await states.waitForEnd(arn);
  return JSON.parse(String(ended.output));
}

beforeEach(() => {
  clock = new ManualClock();
});
afterEach(() => states.stop());

describe('a task with a token', () => {
  it('ends with the output of SendTaskSuccess instead of the result of its call', async () => {
    await start(parked(), { voiceId: 'v' });
    expect(await succeed(await token(), { status: 'OK' })).toEqual({});
    expect(await output()).toEqual({ voiceId: 'v', answer: { status: 'OK' } });
  });

  it('applies its result selector to the output', async () => {
    await start(parked({ ResultSelector: { 'status.$': '$.voice.status' } }));
    await succeed(await token(), { voice: { status: 'OK' } });
    expect(await output()).toEqual({ answer: { status: 'OK' } });
  });

  it('fails with the error of SendTaskFailure', async () => {
    await start();
    await states.call('SendTaskFailure', { taskToken: await token(), error: 'Refused', cause: 'by hand' });
    expect(await output()).toEqual({ error: { Error: 'Refused', Cause: 'by hand' } });
  });

  it('ends with an answer that arrives before its call returns', async () => {
    states = new StatesFixture(parked(), { clock, timeScale });
    states.respond = async (payload) => {
      await succeed(tokenIn(payload), 'early');
      return { functionError: { errorType: 'Late', errorMessage: 'after the answer' } };
    };
    await states.start();
    await states.call('StartExecution', { name: 'execution' });
    expect(await output()).toEqual({ answer: 'early' });
  });

  it('fails with the error of its call', async () => {
    states = new StatesFixture(parked(), { clock, timeScale });
    states.respond = () => ({ functionError: { errorType: 'Broken', errorMessage: 'no' } });
    await states.start();
    await states.call('StartExecution', { name: 'execution' });
    expect(await output()).toMatchObject({ error: { Error: 'Broken' } });
    await expect(succeed(await token())).rejects.toEqual(timedOut);
  });

  it('waits without an end if it has no timeout, until the execution is stopped', async () => {
    await start();
    const first = await token();
    expect(clock.sleeps).toEqual([]);
    await states.call('StopExecution', { executionArn: arn });
    await expect(succeed(first)).rejects.toEqual(timedOut);
  });

  it('counts as four events in the history', async () => {
    await start({
      StartAt: 'Park',
      States: {
        ...parked({ Next: 'Again' }).States,
        Again: {
          Type: 'Choice',
          Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Done' }],
          Default: 'Park',
        },
      },
    });
    states.respond = async (payload) => {
      await succeed(tokenIn(payload));
      return { payload: null };
    };
    await succeed(await token());
    expect(await states.waitForEnd(arn)).toMatchObject({ status: 'FAILED' });
    // 25,000 events, of which a round has 6 for the task and 2 for the choice
    expect(states.service.history(arn)).toMatchObject({ 'StateEntered Park': 3125 });
  });
});

describe('SendTaskSuccess', () => {
  it('succeeds once for a token', async () => {
    await start();
    const first = await token();
    await succeed(first, 'first');
    await expect(succeed(first, 'second')).rejects.toEqual(timedOut);
    expect(await output()).toEqual({ answer: 'first' });
    await expect(succeed(first, 'late')).rejects.toEqual(timedOut);
  });

  it('refuses the token of an earlier visit of the state', async () => {
    const loop = parked({ Next: 'Again' });
    await start({
      ...loop,
      States: {
        ...loop.States,
        Again: {
          Type: 'Choice',
          Choices: [{ Variable: '$.answer', StringEquals: 'stop', Next: 'Done' }],
          Default: 'Park',
        },
      },
    });
    const first = await token();
    await succeed(first, 'again');
    const second = await token(2);
    // The time of the clock does not change, so both visits have the same entered time.
    expect(second).not.toBe(first);
    await expect(succeed(first, 'stop')).rejects.toEqual(timedOut);
    await succeed(second, 'stop');
    expect(await output()).toEqual({ answer: 'stop' });
  });

  it('refuses the token of an earlier attempt during the retry', async () => {
    await start(parked({ Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 1, MaxAttempts: 1 }] }));
    const first = await token();
    await states.call('SendTaskFailure', { taskToken: first, error: 'Again' });
    const second = await token(2);
    expect(second).not.toBe(first);
    await expect(succeed(first)).rejects.toEqual(timedOut);
    await succeed(second);
    expect(await output()).toEqual({ answer: 'awake' });
  });

  it('refuses the token of an earlier execution with the same name', async () => {
    await start();
    const [machine, name, state, enteredAt, ...rest] = JSON.parse(
      Buffer.from(await token(), 'base64').toString(),
    );
    const older = Buffer.from(JSON.stringify([machine, name, state, enteredAt - 1, ...rest]));
    await expect(succeed(older.toString('base64'))).rejects.toEqual(timedOut);
  });

  it.each([
    ['a token that is not one', 'nonsense', 'InvalidToken'],
    ['a token of an execution that does not exist', ['machine', 'none', 'Park', 1, 0, 0], 'TaskDoesNotExist'],
    ['a token of a state without tokens', ['machine', 'execution', 'Done', 1, 0, 0], 'InvalidToken'],
  ])('refuses %s', async (_case, parts, type) => {
    await start();
    const refused = Buffer.from(JSON.stringify(parts)).toString('base64');
    await expect(succeed(refused)).rejects.toEqual(expect.objectContaining({ type }));
  });

  it.each([
    ['an output that is not JSON', '{', 'InvalidOutput'],
    ['an output over 256 KiB', `"${'x'.repeat(262_143)}"`, 'ValidationException'],
  ])('keeps the token valid after %s', async (_case, invalid, type) => {
    await start();
    const taskToken = await token();
    const refused = states.call('SendTaskSuccess', { taskToken, output: invalid });
    await expect(refused).rejects.toEqual(expect.objectContaining({ type }));
    await succeed(taskToken);
    expect(await output()).toEqual({ answer: 'awake' });
  });

  it('ends the token for SendTaskHeartbeat too', async () => {
    await start();
    const taskToken = await token();
    expect(await states.call('SendTaskHeartbeat', { taskToken })).toEqual({});
    await succeed(taskToken);
    await expect(states.call('SendTaskHeartbeat', { taskToken })).rejects.toEqual(timedOut);
  });
});

describe('the timeout of a task with a token', () => {
  it.each([
    ['TimeoutSeconds', { TimeoutSeconds: 900 }],
    ['TimeoutSecondsPath', { TimeoutSecondsPath: '$.seconds' }],
  ])('is a wait under the time scale, read from the input: %s', async (_case, timeout) => {
    await start(parked(timeout), { seconds: 900 });
    const taskToken = await token();
    await clock.waitForSleeps(1);
    expect(clock.sleeps).toEqual([90_000]);
    clock.time += 90_000;
    clock.wake();
    expect(await output()).toMatchObject({ error: { Error: 'States.Timeout' } });
    await expect(succeed(taskToken)).rejects.toEqual(timedOut);
  });

  it('can be retried, and the retry has the full time', async () => {
    const Retry = [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 1 }];
    await start(parked({ TimeoutSeconds: 900, Retry }));
    await token();
    clock.time += 90_000;
    clock.wake();
    const second = await token(2);
    await clock.waitForSleeps(2);
    expect(clock.sleeps).toEqual([90_000, 90_000]);
    await succeed(second);
    expect(await output()).toEqual({ answer: 'awake' });
  });

  it.each([['900'], [0], [1.5], [25 * 24 * 3600]])('fails the execution for %j', async (seconds) => {
    await start(parked({ TimeoutSecondsPath: '$.seconds' }), { seconds });
    expect(await states.waitForEnd(arn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('a task with a token after a kill of the runner', () => {
  it('waits with the same token for the rest of its timeout, without another call', async () => {
    await start(parked({ TimeoutSeconds: 900 }));
    const first = await token();
    await clock.waitForSleeps(1);
    await callsReturned();
    clock.time += 60_000;
    await states.restart();
    await clock.waitForSleeps(2);
    expect(clock.sleeps[1]).toBe(30_000);
    await succeed(first);
    expect(await output()).toEqual({ answer: 'awake' });
    expect(states.payloads).toHaveLength(1);
  });

  it('repeats a call that had not returned, with the same token', async () => {
    states = new StatesFixture(parked(), { clock, timeScale });
    states.respond = () => new Promise(() => {});
    await states.start();
    await states.call('StartExecution', { name: 'execution' });
    const first = await token();
    await states.restart();
    expect(await token(2)).toBe(first);
    await succeed(first);
    expect(await output()).toEqual({ answer: 'awake' });
  });

  it.each([
    ['the machine is deployed', 'beforeDeploy'],
    ['the state is entered again', 'beforeReady'],
  ])('keeps an answer that arrives before %s', async (_case, moment) => {
    await start(parked({ TimeoutSeconds: 900 }));
    const first = await token();
    await states.restart({ [moment]: async () => void (await succeed(first, 'between')) });
    expect(await output()).toEqual({ answer: 'between' });
    expect(states.payloads).toHaveLength(1);
  });

  it('keeps an answer that was accepted just before the kill', async () => {
    await start(parked());
    const answered = succeed(await token(), 'accepted');
    await Promise.all([answered, states.restart()]);
    expect(await output()).toEqual({ answer: 'accepted' });
  });

  it('has timed out if the time ended while the runner was stopped', async () => {
    await start(parked({ TimeoutSeconds: 900 }));
    const first = await token();
    await states.stopService();
    clock.time += 90_000;
    await states.startService({ beforeReady: () => expect(succeed(first)).rejects.toEqual(timedOut) });
    expect(await output()).toMatchObject({ error: { Error: 'States.Timeout' } });
    expect(states.payloads).toHaveLength(1);
  });

  it('continues with the attempt that it was in', async () => {
    await start(parked({ Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 1, MaxAttempts: 1 }] }));
    const first = await token();
    await states.call('SendTaskFailure', { taskToken: first, error: 'Again' });
    const second = await token(2);
    await callsReturned();
    await states.restart();
    await expect(succeed(first)).rejects.toEqual(timedOut);
    expect(states.payloads).toHaveLength(2);
    await succeed(second);
    expect(await output()).toEqual({ answer: 'awake' });
  });
});
