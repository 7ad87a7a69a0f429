import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { machine, quarterHourly, role, scheduleArn, schedulerFixture } from './scheduler-fixture.ts';

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:purge';
const queue = 'arn:aws:sqs:us-east-1:000000000000:Dead';

let scheduler: Awaited<ReturnType<typeof schedulerFixture>>;

beforeEach(async () => {
  scheduler = await schedulerFixture();
});
afterEach(() => scheduler.remove());

describe('a target', () => {
  const input = (text: string | undefined, more = {}) => ({
    ...quarterHourly,
    Target: { Arn: machine, RoleArn: role, ...(text === undefined ? {} : { Input: text }), ...more },
  });

  it('receives the input with the context attributes', async () => {
    await scheduler.start(
      input(
        '{"at":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>","n":<aws.scheduler.attempt-number>,"id":"<aws.scheduler.execution-id>"}',
      ),
    );
    await scheduler.clock.moveTo('2026-10-05T12:00:00Z');
    expect(scheduler.invocations[0]?.input).toEqual({
      at: '2026-10-05T12:00:00Z',
      by: scheduleArn,
      n: 1,
      id: expect.any(String),
    });
  });

  it('receives a scheduled event if there is no input', async () => {
    await scheduler.start(input(undefined));
    await scheduler.clock.moveTo('2026-10-05T12:00:00Z');
    expect(scheduler.invocations[0]?.input).toMatchObject({
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      time: '2026-10-05T12:00:00Z',
      resources: [scheduleArn],
      detail: '{}',
    });
  });

  it('can be a function', async () => {
    await scheduler.start({
      ...quarterHourly,
      Target: { Arn: functionArn, RoleArn: role, Input: '{"dryRun":false}' },
    });
    await scheduler.clock.moveTo('2026-10-05T12:00:00Z');
    expect(scheduler.invocations[0]).toMatchObject({ target: functionArn, input: { dryRun: false } });
  });

  it('that refuses the input has it sent to the dead-letter queue, and the schedule fires again', async () => {
    scheduler.refuseWith('StateMachineDoesNotExist', 'no such machine');
    await scheduler.start(input('{"a":1}', { DeadLetterConfig: { Arn: queue } }));
    await scheduler.clock.moveTo('2026-10-05T12:20:00Z');
    expect(scheduler.queues.all).toHaveLength(2);
    expect(scheduler.queues.all[0]).toMatchObject({
      queueArn: queue,
      body: '{"a":1}',
      attributes: {
        ERROR_CODE: 'StateMachineDoesNotExist',
        ERROR_MESSAGE: 'no such machine',
        SCHEDULED_TIME: '2026-10-05T12:00:00Z',
        SCHEDULE_ARN: scheduleArn,
        TARGET_ARN: machine,
      },
    });
  });

  it('that refuses the input without a dead-letter queue is reported', async () => {
    scheduler.refuseWith('InternalFailure', 'down');
    await scheduler.start(quarterHourly);
    await scheduler.clock.moveTo('2026-10-05T12:01:00Z');
    expect(scheduler.recorder.ofKind('deliveryFailed')).toEqual([
      { kind: 'deliveryFailed', rule: 'Stack-Reconcile', target: machine, reason: 'down' },
    ]);
  });
});

describe('an unsupported schedule', () => {
  it.each([
    ['an invalid expression', { ScheduleExpression: 'rate(5 weeks)' }, 'ScheduleExpression', 'weeks'],
    ['a cron with both days', { ScheduleExpression: 'cron(0 0 1 * 2 *)' }, 'ScheduleExpression', 'days'],
    [
      'an unknown time zone',
      { ScheduleExpressionTimezone: 'Europe/Atlantis' },
      'ScheduleExpressionTimezone',
      'time zone',
    ],
    [
      'another kind of target',
      { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage' } },
      'Target.Arn',
      'targets',
    ],
    [
      'an input that is not JSON',
      { Target: { Arn: machine, RoleArn: role, Input: 'hello' } },
      'Target.Input',
      'JSON',
    ],
  ])('is refused for %s', async (_case, change, property, word) => {
    const service = await scheduler.start({ ...quarterHourly, State: 'DISABLED' });
    const properties = { ...quarterHourly, ...change };
    const resource = { logicalId: 'Reconcile', type: 'AWS::Scheduler::Schedule', properties, metadata: {} };
    expect(service.findRefusals(resource)).toEqual([{ property, reason: expect.stringContaining(word) }]);
  });
});
