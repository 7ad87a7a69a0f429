import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { administrator } from '../../../../local/core/principal.ts';
import { machineArn } from '../../../../local/services/states/arns.ts';
import { withinLimits } from '../../../../local/services/states/execution-limits.ts';
import { newExecution } from '../../../../local/services/states/execution-store.ts';
import { ManualClock } from './manual-clock.ts';
import { functionArn, StatesFixture } from './states-fixture.ts';

const task = { Type: 'Task', Resource: functionArn, End: true };
const express = { StateMachineType: 'EXPRESS' };
const arnPattern = /^arn:aws:states:us-east-1:000000000000:express:machine:sweep:[0-9a-f-]{36}$/;

let states: StatesFixture;
let clock: ManualClock;

const only = (state: object, more: object = {}) => ({ StartAt: 'Work', States: { Work: state }, ...more });
async function start(definition: unknown, options: object = {}): Promise<string> {
  states = await new StatesFixture(definition, options, express).start();
  const { executionArn } = await states.call('StartExecution', { name: 'sweep', input: '{"a":1}' });
  return String(executionArn);
}

describe('an Express execution', () => {
  beforeEach(() => {
    clock = new ManualClock();
  });
  afterEach(() => states.stop());

  it('runs with the ARN of its type', async () => {
    const Parameters = { 'id.$': '$$.Execution.Id', 'name.$': '$$.Execution.Name', 'a.$': '$.a' };
    const executionArn = await start(only({ ...task, Parameters }));
    expect(executionArn).toMatch(arnPattern);
    expect(await states.waitForEvent('executionEnded')).toMatchObject({ status: 'SUCCEEDED', express: true });
    expect(states.payloads).toEqual([{ id: executionArn, name: 'sweep', a: 1 }]);
  });

  it('starts again with a name that runs already', async () => {
    const first = await start(only(task));
    const { executionArn: second } = await states.call('StartExecution', { name: 'sweep', input: '{}' });
    await states.waitForPayloads(2);
    expect(second).toMatch(arnPattern);
    expect(second).not.toBe(first);
  });

  it('starts for the target of a rule or a schedule', async () => {
    await start(only(task));
    await states.service.startExecution(machineArn('machine'), { from: 'a rule' }, administrator);
    await states.waitForPayloads(2);
    expect(states.payloads).toContainEqual({ from: 'a rule' });
  });

  it.each(['DescribeExecution', 'StopExecution'])('is not a resource of %s', async (operation) => {
    const executionArn = await start(only(task));
    await expect(states.call(operation, { executionArn })).rejects.toMatchObject({ type: 'InvalidArn' });
  });

  it('is not listed', async () => {
    await start(only(task));
    await expect(states.call('ListExecutions', {})).rejects.toMatchObject({
      type: 'StateMachineTypeNotSupported',
    });
    expect(await states.call('DescribeStateMachine', {})).toMatchObject({ type: 'EXPRESS' });
  });

  it('publishes no status change', async () => {
    await start(only(task));
    await states.waitForEvent('executionEnded');
    await states.stopService();
    expect(states.publishedEvents).toEqual([]);
  });

  it.each([
    ['5 minutes', {}, 300_000],
    ['5 minutes even if its machine sets more', { TimeoutSeconds: 600 }, 300_000],
    ['the timeout of its machine', { TimeoutSeconds: 60 }, 60_000],
  ])('ends after %s', async (_case, more, milliseconds) => {
    await start(only({ Type: 'Wait', Seconds: 3600, End: true }, more), { clock });
    await clock.waitForSleeps(2);
    expect(clock.sleeps).toContain(milliseconds);
    clock.wake();
    expect(await states.waitForEvent('executionEnded')).toMatchObject({ status: 'TIMED_OUT' });
  });

  it('does not resume after a kill of the runner', async () => {
    await start(only({ Type: 'Wait', Seconds: 3600, End: true }), { clock });
    await clock.waitForSleeps(2);
    await states.restart();
    expect(states.runnerEvents).not.toContainEqual(expect.objectContaining({ kind: 'executionResumed' }));
  });
});

describe('the limit of history events', () => {
  it('does not apply to an Express execution', () => {
    const entered = { state: 'Work', definition: 'hash' };
    const row = newExecution({ machine: 'machine', name: 'sweep', input: '{}', startDate: 0, ...entered });
    const next = { kind: 'next', state: 'Work', output: {} } as const;
    const long = { ...row, historyEvents: 25_000 };
    expect(withinLimits(long, next, 'EXPRESS')).toBe(next);
    expect(withinLimits(long, next, 'STANDARD')).toMatchObject({ kind: 'failed' });
  });
});
