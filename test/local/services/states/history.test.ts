import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ManualClock } from './manual-clock.ts';
import { recordedHistories } from './recorded-histories.ts';
import { functionArn, StatesFixture } from './states-fixture.ts';

const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:machine:execution';
const timeScale = { factor: 1, scale: (milliseconds: number) => milliseconds };
const eventSchema = z.looseObject({
  id: z.number(),
  previousEventId: z.number(),
  timestamp: z.number(),
  type: z.string(),
});
const pageSchema = z.object({ events: z.array(eventSchema), nextToken: z.string().optional() });

const inner = (States: object) => ({ StartAt: Object.keys(States)[0] ?? '', States });
const work = { Type: 'Task', Resource: functionArn, End: true };
const pass = { Type: 'Pass', End: true };
const invoke = 'arn:aws:states:::lambda:invoke';
const parked = {
  Type: 'Task',
  Resource: `${invoke}.waitForTaskToken`,
  Parameters: { FunctionName: functionArn, Payload: { 'token.$': '$$.Task.Token' } },
  TimeoutSeconds: 600,
  HeartbeatSeconds: 60,
  End: true,
};

let states: StatesFixture;

async function page(input: object = {}) {
  return pageSchema.parse(await states.call('GetExecutionHistory', { executionArn, ...input }));
}

/** Returns the types of the events, with the ids of the events before them. */
async function chain(): Promise<(readonly [string, number])[]> {
  const { events } = await page();
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  return events.map(({ type, previousEventId }) => [type, previousEventId] as const);
}

async function start(definition: object, options: object = {}): Promise<void> {
  states = new StatesFixture(definition, options);
  // The validator takes a tenth of a second for each definition.
  states.validate = () => undefined;
  await states.start();
}

async function waitForEvent(type: string): Promise<void> {
  while (!(await page()).events.some((event) => event.type === type))
    await new Promise((resolve) => setImmediate(resolve));
}

describe('the history of an execution', () => {
  afterEach(() => states.stop());

  it.each(recordedHistories)('is as AWS recorded it: $name ($source)', async ({ definition, events }) => {
    await start(definition);
    await states.run();
    expect(await chain()).toEqual(events);
  });

  it('continues after the last branch of a Parallel state', async () => {
    const Branches = ['a', 'b', 'c'].map((name) => inner({ [name]: pass }));
    await start(inner({ All: { Type: 'Parallel', Branches, End: true } }));
    await states.run();
    const events = await chain();
    expect(events.slice(0, 3)).toEqual([
      ['ExecutionStarted', 0],
      ['ParallelStateEntered', 0],
      ['ParallelStateStarted', 2],
    ]);
    expect(events.filter(([type]) => type === 'PassStateEntered')).toEqual(
      Array(3).fill(['PassStateEntered', 3]),
    );
    const last = events.length - 3;
    expect(events[last - 1]?.[0]).toBe('PassStateExited');
    expect(events.slice(last)).toEqual([
      ['ParallelStateSucceeded', last],
      ['ParallelStateExited', last],
      ['ExecutionSucceeded', last + 2],
    ]);
  });

  it('names the states and iterations that a failure aborts', async () => {
    const ItemProcessor = inner({
      Which: {
        Type: 'Choice',
        Choices: [{ Variable: '$', NumericEquals: 2, Next: 'Break' }],
        Default: 'Work',
      },
      Work: work,
      Break: { Type: 'Fail', Error: 'Broken' },
    });
    await start(inner({ Map: { Type: 'Map', ItemProcessor, End: true } }));
    states.respond = () => new Promise(() => undefined);
    await states.run([1, 2, 3]);
    const events = await chain();
    const failed = events.findIndex(([type]) => type === 'FailStateEntered') + 1;
    const at = events.findIndex(([type]) => type === 'MapIterationFailed');
    expect(events.slice(at)).toEqual([
      ['MapIterationFailed', failed],
      ...Array(2)
        .fill([
          ['TaskStateAborted', failed],
          ['MapIterationAborted', failed],
        ])
        .flat(),
      ['MapStateFailed', failed],
      ['ExecutionFailed', at + 6],
    ]);
  });

  it('starts no further iteration after a failure', async () => {
    const ItemProcessor = inner({ Work: work });
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Done' }];
    await start(
      inner({ Map: { Type: 'Map', MaxConcurrency: 1, ItemProcessor, Catch, End: true }, Done: pass }),
    );
    states.respond = () => ({ functionError: { errorType: 'Broken', errorMessage: 'no', trace: [] } });
    await states.run([1, 2, 3]);
    expect(states.payloads).toEqual([1]);
  });

  it('names the state inside a Map state that fails with a runtime error', async () => {
    const ItemProcessor = inner({ Inside: { ...pass, Parameters: { 'a.$': '$.none' } } });
    await start(inner({ Map: { Type: 'Map', ItemProcessor, End: true } }));
    const { cause } = await states.run([1]);
    expect(cause).toMatch(
      /^An error occurred while executing the state 'Inside' \(entered at the event id #5\)\. /,
    );
  });

  it('has each attempt of a task', async () => {
    await start(inner({ Work: { ...work, Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }] } }));
    const failure = { functionError: { errorType: 'Busy', errorMessage: 'later', trace: [] } };
    states.respond = () => (states.payloads.length === 1 ? failure : { payload: 1 });
    await states.run();
    expect((await chain()).slice(2)).toEqual([
      ['LambdaFunctionScheduled', 2],
      ['LambdaFunctionStarted', 3],
      ['LambdaFunctionFailed', 4],
      ['LambdaFunctionScheduled', 5],
      ['LambdaFunctionStarted', 6],
      ['LambdaFunctionSucceeded', 7],
      ['TaskStateExited', 8],
      ['ExecutionSucceeded', 9],
    ]);
  });

  it('has the time-out of a task that the function outlasts', async () => {
    const task = {
      Type: 'Task',
      Resource: invoke,
      Parameters: { FunctionName: functionArn },
      TimeoutSeconds: 1,
    };
    await start(inner({ Work: { ...task, End: true } }));
    states.respond = () => new Promise(() => undefined);
    await states.run();
    const { events } = await page();
    const names = { resource: 'invoke', resourceType: 'lambda' };
    expect(events.slice(2)).toMatchObject([
      { taskScheduledEventDetails: { ...names, timeoutInSeconds: 1, region: 'us-east-1' } },
      { taskStartedEventDetails: names },
      {
        type: 'TaskTimedOut',
        previousEventId: 4,
        taskTimedOutEventDetails: { ...names, error: 'States.Timeout' },
      },
      {
        type: 'ExecutionFailed',
        previousEventId: 5,
        executionFailedEventDetails: { error: 'States.Timeout' },
      },
    ]);
  });

  it('has the inputs and outputs as JSON text', async () => {
    await start(inner({ Work: { ...work, ResultPath: '$.b' } }));
    states.respond = () => ({ payload: { c: 1 } });
    await states.run({ a: 1 });
    const { events } = await page();
    const truncated = { truncated: false };
    const input = { input: '{"a":1}', inputDetails: truncated };
    const output = { output: '{"a":1,"b":{"c":1}}', outputDetails: truncated };
    const roleArn = 'arn:aws:iam::000000000000:role/machine';
    expect(events.map(({ id: _id, previousEventId: _previous, timestamp: _time, ...rest }) => rest)).toEqual([
      { type: 'ExecutionStarted', executionStartedEventDetails: { ...input, roleArn } },
      { type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'Work', ...input } },
      {
        type: 'LambdaFunctionScheduled',
        lambdaFunctionScheduledEventDetails: { ...input, resource: functionArn },
      },
      { type: 'LambdaFunctionStarted' },
      {
        type: 'LambdaFunctionSucceeded',
        lambdaFunctionSucceededEventDetails: { output: '{"c":1}', outputDetails: truncated },
      },
      { type: 'TaskStateExited', stateExitedEventDetails: { name: 'Work', ...output } },
      { type: 'ExecutionSucceeded', executionSucceededEventDetails: output },
    ]);
  });

  it('has no inputs, outputs and parameters without the execution data', async () => {
    const task = {
      Type: 'Task',
      Resource: invoke,
      Parameters: { FunctionName: functionArn, 'Payload.$': '$' },
    };
    await start(inner({ Work: { ...task, End: true } }));
    states.respond = () => ({ payload: 'secret' });
    await states.run('secret');
    const { events } = await page({ includeExecutionData: false });
    expect(events).toHaveLength(7);
    expect(JSON.stringify(events)).not.toMatch(/secret|truncated/);
    expect(events[1]).toMatchObject({ stateEnteredEventDetails: { name: 'Work' } });
  });

  it('is read in pages, in both orders', async () => {
    await start(inner({ First: { Type: 'Pass', Next: 'Second' }, Second: pass }));
    await states.run();
    const whole = (await page()).events;
    for (const reverseOrder of [false, true]) {
      const read: unknown[] = [];
      let nextToken: string | undefined;
      do {
        const next = await page({ maxResults: 4, reverseOrder, nextToken });
        read.push(...next.events);
        nextToken = next.nextToken;
      } while (nextToken !== undefined);
      expect(read).toEqual(reverseOrder ? whole.toReversed() : whole);
    }
    await expect(page({ nextToken: 'other' })).rejects.toMatchObject({ type: 'InvalidToken' });
  });

  it('has pages of 100 events by default', async () => {
    const ItemProcessor = inner({ Each: pass });
    await start(inner({ Map: { Type: 'Map', ItemProcessor, End: true } }));
    await states.run(Array(40).fill(0));
    expect((await page()).events).toHaveLength(100);
    expect((await page({ maxResults: 0 })).events).toHaveLength(100);
    expect((await page({ maxResults: 1000 })).events).toHaveLength(4 * 40 + 6);
  });

  it.each([
    ['ExecutionDoesNotExist', executionArn.replace('execution:machine', 'execution:other')],
    ['InvalidArn', executionArn.replace('execution:machine', 'express:machine')],
  ])('is refused with %s', async (type, arn) => {
    await start(inner({ Only: pass }));
    await expect(page({ executionArn: arn })).rejects.toMatchObject({ type });
  });
});

describe('the history of a running execution', () => {
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock();
    await start(inner({ Before: { Type: 'Pass', Next: 'Park' }, Park: parked }), { clock, timeScale });
    await states.call('StartExecution', { name: 'execution', input: '{}' });
    await waitForEvent('TaskSubmitted');
  });
  afterEach(() => states.stop());

  const events = [
    ['ExecutionStarted', 0],
    ['PassStateEntered', 0],
    ['PassStateExited', 2],
    ['TaskStateEntered', 3],
    ['TaskScheduled', 4],
    ['TaskStarted', 5],
    ['TaskSubmitted', 6],
  ] as const;

  it('ends with the state that it waits in', async () => {
    expect(await chain()).toEqual(events);
    const { events: all } = await page();
    expect(all[4]).toMatchObject({
      taskScheduledEventDetails: {
        resource: 'invoke.waitForTaskToken',
        resourceType: 'lambda',
        timeoutInSeconds: 600,
        heartbeatInSeconds: 60,
      },
    });
  });

  it('continues after a restart', async () => {
    await states.restart();
    await waitForEvent('TaskSubmitted');
    expect(await chain()).toEqual(events);
    const taskToken = String(Object(states.payloads[0]).token);
    await states.call('SendTaskSuccess', { taskToken, output: '1' });
    await states.waitForEnd(executionArn);
    expect((await chain()).slice(7)).toEqual([
      ['TaskSucceeded', 7],
      ['TaskStateExited', 8],
      ['ExecutionSucceeded', 9],
    ]);
    expect(states.payloads).toHaveLength(1);
  });

  it('ends with the error and the cause of StopExecution', async () => {
    await states.call('StopExecution', { executionArn, error: 'Stopped', cause: 'by hand' });
    const last = (await page()).events.at(-1);
    expect(last).toMatchObject({
      id: 8,
      previousEventId: 7,
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { error: 'Stopped', cause: 'by hand' },
    });
  });

  it('has a missing heartbeat as a time-out', async () => {
    clock.time += 60_000;
    clock.wake();
    await states.waitForEnd(executionArn);
    expect((await chain()).slice(7)).toEqual([
      ['TaskTimedOut', 7],
      ['ExecutionFailed', 8],
    ]);
  });

  it('is deleted with its machine', async () => {
    const { service } = states;
    await service.remove(
      'AWS::StepFunctions::StateMachine',
      'arn:aws:states:us-east-1:000000000000:stateMachine:machine',
    );
    await expect(page()).rejects.toMatchObject({ type: 'ExecutionDoesNotExist' });
  });
});
