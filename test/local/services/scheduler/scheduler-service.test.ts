import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../../local/core/aws-error.ts';
import { timeScale } from '../../../../local/core/clock.ts';
import { SchedulerService } from '../../../../local/services/scheduler/scheduler-service.ts';
import { EventRecorder } from '../support/event-recorder.ts';
import { deploy } from '../support/resources.ts';
import { SentMessages } from '../support/sent-messages.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:Reconcile';
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:purge';
const queue = 'arn:aws:sqs:us-east-1:000000000000:Dead';
const arn = 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/Stack-Reconcile';

const quarterHourly = {
  ScheduleExpression: 'rate(15 minutes)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  State: 'ENABLED',
  Target: { Arn: machine, RoleArn: 'arn:aws:iam::000000000000:role/r' },
};

let folder: TemporaryFolder;
let clock: VirtualClock;
let recorder: EventRecorder;
let queues: SentMessages;
let service: SchedulerService;
/** What targets were given, and when: `12:15 <input>`. */
let given: { readonly at: string; readonly target: string; readonly input: unknown }[];
let refuse: () => void;

const times = () => given.map((one) => one.at);

async function start(
  properties: Readonly<Record<string, unknown>>,
  factor = 1,
  atStart: readonly string[] = [],
) {
  const note = async (target: string, input: unknown) => {
    refuse();
    given.push({ at: new Date(clock.now()).toISOString().slice(0, 16), target, input });
  };
  service = new SchedulerService({
    stateFolder: folder.path,
    functions: { invokeAsync: note },
    machines: { startExecution: note },
    queues,
    timeScale: timeScale(factor),
    observer: recorder.observe,
    clock,
  });
  await service.start();
  await deploy(service, 'Reconcile', 'AWS::Scheduler::Schedule', properties);
  for (const reference of atStart) service.fireAtStart(reference);
  await service.ready();
}

/** Stopped for a while, then started again. */
async function away(
  until: string,
  properties: Readonly<Record<string, unknown>>,
  factor = 1,
  atStart: readonly string[] = [],
) {
  await service.stop();
  clock.jumpTo(until);
  await start(properties, factor, atStart);
}

beforeEach(async () => {
  folder = await temporaryFolder();
  clock = new VirtualClock('2026-10-05T12:00:00Z');
  recorder = new EventRecorder();
  queues = new SentMessages();
  given = [];
  refuse = () => {};
});
afterEach(async () => {
  await service.stop();
  await folder.remove();
});

describe('a rate', () => {
  it('fires at once, then in its step, and tells of each fire', async () => {
    await start(quarterHourly);
    await clock.moveTo('2026-10-05T12:40:00Z');
    expect(times()).toEqual(['2026-10-05T12:00', '2026-10-05T12:15', '2026-10-05T12:30']);
    expect(recorder.ofKind('scheduleFired')[0]).toEqual({
      kind: 'scheduleFired',
      schedule: 'Stack-Reconcile',
      target: machine,
    });
  });

  it('goes on in step after a restart, without firing for it', async () => {
    await start(quarterHourly);
    await clock.moveTo('2026-10-05T12:05:00Z');
    await away('2026-10-05T12:10:00Z', quarterHourly);
    await clock.moveTo('2026-10-05T12:31:00Z');
    expect(times()).toEqual(['2026-10-05T12:00', '2026-10-05T12:15', '2026-10-05T12:30']);
  });

  it('makes up for one of the fires that were missed while nothing ran', async () => {
    await start(quarterHourly);
    await clock.moveTo('2026-10-05T12:05:00Z');
    await away('2026-10-08T09:05:00Z', quarterHourly);
    await clock.moveTo('2026-10-08T09:20:00Z');
    expect(times()).toEqual(['2026-10-05T12:00', '2026-10-08T09:05', '2026-10-08T09:15']);
  });

  it('makes up for one where the laptop slept', async () => {
    await start(quarterHourly);
    await clock.moveTo('2026-10-05T12:01:00Z');
    clock.jumpTo('2026-10-05T20:01:00Z');
    await clock.moveTo('2026-10-05T20:20:00Z');
    expect(times()).toEqual(['2026-10-05T12:00', '2026-10-05T20:01', '2026-10-05T20:15']);
  });

  it('is a time scale shorter', async () => {
    await start(quarterHourly, 60);
    await clock.moveTo('2026-10-05T12:00:50Z');
    expect(given).toHaveLength(4);
    await away('2026-10-05T12:05:01Z', quarterHourly, 60);
    await clock.moveTo('2026-10-05T12:05:16Z');
    expect(given).toHaveLength(6);
  });

  it('begins anew when the template says something else', async () => {
    await start(quarterHourly);
    await clock.moveTo('2026-10-05T12:05:00Z');
    const hourly = { ...quarterHourly, ScheduleExpression: 'rate(1 hour)' };
    await away('2026-10-05T12:10:00Z', hourly);
    await clock.moveTo('2026-10-05T13:30:00Z');
    expect(times()).toEqual(['2026-10-05T12:00', '2026-10-05T12:10', '2026-10-05T13:10']);
  });

  it('fires from its start date to its end date', async () => {
    const bounded = {
      ...quarterHourly,
      StartDate: '2026-10-05T13:00:00.000Z',
      EndDate: '2026-10-05T13:20:00.000Z',
    };
    await start(bounded);
    await clock.moveTo('2026-10-06T00:00:00Z');
    expect(times()).toEqual(['2026-10-05T13:00', '2026-10-05T13:15']);
  });

  it('is silent while it is disabled', async () => {
    await start({ ...quarterHourly, State: 'DISABLED' });
    await clock.moveTo('2026-10-06T00:00:00Z');
    expect(given).toEqual([]);
  });
});

describe('a cron', () => {
  const nightly = {
    ...quarterHourly,
    ScheduleExpression: 'cron(0 3 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
  };

  it('fires at its hour in its time zone', async () => {
    await start(nightly);
    await clock.moveTo('2026-10-07T12:00:00Z');
    expect(times()).toEqual(['2026-10-06T01:00', '2026-10-07T01:00']);
  });

  it('has its distances divided by the time scale', async () => {
    await start(nightly, 60);
    // 13 hours to the first night are 13 minutes, a day is 24.
    await clock.moveTo('2026-10-05T12:40:00Z');
    expect(times()).toEqual(['2026-10-05T12:13', '2026-10-05T12:37']);
  });
});

describe('a time', () => {
  const once = { ...quarterHourly, ScheduleExpression: 'at(2026-10-05T18:00:00)' };

  it('comes once, and not again after a restart', async () => {
    await start(once);
    await clock.moveTo('2026-10-05T19:00:00Z');
    await away('2026-10-05T20:00:00Z', once);
    await clock.moveTo('2026-10-07T00:00:00Z');
    expect(times()).toEqual(['2026-10-05T18:00']);
  });

  it('is made up for where nothing ran', async () => {
    await start(once);
    await clock.moveTo('2026-10-05T17:00:00Z');
    await away('2026-10-06T08:00:00Z', once);
    await clock.moveTo('2026-10-06T09:00:00Z');
    expect(times()).toEqual(['2026-10-06T08:00']);
  });

  it('may be further away than a timer of JavaScript', async () => {
    await start({ ...once, ScheduleExpression: 'at(2027-10-05T18:00:00)' });
    await clock.moveTo('2027-10-06T00:00:00Z');
    expect(times()).toEqual(['2027-10-05T18:00']);
  });
});

describe('a schedule named for the start', () => {
  it.each([
    ['by its name', 'Stack-Reconcile'],
    ['by its target', machine],
  ])('fires then, once, %s', async (_case, reference) => {
    await start(quarterHourly, 1, [reference]);
    await clock.moveTo('2026-10-05T12:01:00Z');
    await away('2026-10-05T12:10:00Z', quarterHourly, 1, [reference]);
    await away('2026-10-05T12:20:00Z', quarterHourly, 1, [reference]);
    await clock.moveTo('2026-10-05T12:31:00Z');
    expect(times()).toEqual(['2026-10-05T12:00', '2026-10-05T12:10', '2026-10-05T12:20', '2026-10-05T12:30']);
  });

  it('is not fired if it is disabled', async () => {
    await start({ ...quarterHourly, State: 'DISABLED' }, 1, [machine]);
    await clock.moveTo('2026-10-05T13:00:00Z');
    expect(given).toEqual([]);
  });
});

describe('a target', () => {
  const input = (text: string | undefined, more = {}) => ({
    ...quarterHourly,
    Target: { Arn: machine, ...(text === undefined ? {} : { Input: text }), ...more },
  });

  it('gets the input with the context filled in', async () => {
    await start(
      input(
        '{"at":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>","n":<aws.scheduler.attempt-number>,"id":"<aws.scheduler.execution-id>"}',
      ),
    );
    await clock.moveTo('2026-10-05T12:00:00Z');
    expect(given[0]?.input).toEqual({ at: '2026-10-05T12:00:00Z', by: arn, n: 1, id: expect.any(String) });
  });

  it('gets a scheduled event without one', async () => {
    await start(input(undefined));
    await clock.moveTo('2026-10-05T12:00:00Z');
    expect(given[0]?.input).toMatchObject({
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      time: '2026-10-05T12:00:00Z',
      resources: [arn],
      detail: '{}',
    });
  });

  it('may be a function', async () => {
    await start({ ...quarterHourly, Target: { Arn: functionArn, Input: '{"dryRun":false}' } });
    await clock.moveTo('2026-10-05T12:00:00Z');
    expect(given[0]).toMatchObject({ target: functionArn, input: { dryRun: false } });
  });

  it('that refuses puts the input on the dead-letter queue, and the next fire comes', async () => {
    refuse = () => {
      throw new AwsError('StateMachineDoesNotExist', 'no such machine');
    };
    await start(input('{"a":1}', { DeadLetterConfig: { Arn: queue } }));
    await clock.moveTo('2026-10-05T12:20:00Z');
    expect(queues.all).toHaveLength(2);
    expect(queues.all[0]).toMatchObject({
      queueArn: queue,
      body: '{"a":1}',
      attributes: {
        ERROR_CODE: 'StateMachineDoesNotExist',
        ERROR_MESSAGE: 'no such machine',
        SCHEDULED_TIME: '2026-10-05T12:00:00Z',
        SCHEDULE_ARN: arn,
        TARGET_ARN: machine,
      },
    });
  });

  it('that refuses without such a queue is told', async () => {
    refuse = () => {
      throw new Error('down');
    };
    await start(quarterHourly);
    await clock.moveTo('2026-10-05T12:01:00Z');
    expect(recorder.ofKind('deliveryFailed')).toEqual([
      { kind: 'deliveryFailed', rule: 'Stack-Reconcile', target: machine, reason: 'down' },
    ]);
  });
});

describe('what a schedule may not ask for', () => {
  beforeEach(() => start({ ...quarterHourly, State: 'DISABLED' }));

  it.each([
    [
      'an expression nobody understands',
      { ScheduleExpression: 'rate(5 weeks)' },
      'ScheduleExpression',
      'weeks',
    ],
    ['a cron with both days', { ScheduleExpression: 'cron(0 0 1 * 2 *)' }, 'ScheduleExpression', 'days'],
    [
      'a time zone of nowhere',
      { ScheduleExpressionTimezone: 'Europe/Atlantis' },
      'ScheduleExpressionTimezone',
      'time zone',
    ],
    [
      'another target',
      { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage' } },
      'Target.Arn',
      'targets',
    ],
    ['an input that is no JSON', { Target: { Arn: machine, Input: 'hello' } }, 'Target.Input', 'JSON'],
  ])('%s', (_case, change, property, word) => {
    const properties = { ...quarterHourly, ...change };
    const resource = { logicalId: 'Reconcile', type: 'AWS::Scheduler::Schedule', properties, metadata: {} };
    expect(service.findRefusals(resource)).toEqual([{ property, reason: expect.stringContaining(word) }]);
  });
});
