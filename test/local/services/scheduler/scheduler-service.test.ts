import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { machine, quarterHourly, schedulerFixture } from './scheduler-fixture.ts';

let scheduler: Awaited<ReturnType<typeof schedulerFixture>>;

beforeEach(async () => {
  scheduler = await schedulerFixture();
});
afterEach(() => scheduler.remove());

describe('a rate', () => {
  it('fires at once and then at its interval, and reports each fire', async () => {
    await scheduler.start(quarterHourly);
    await scheduler.clock.moveTo('2026-10-05T12:40:00Z');
    expect(scheduler.times()).toEqual(['2026-10-05T12:00', '2026-10-05T12:15', '2026-10-05T12:30']);
    expect(scheduler.recorder.ofKind('scheduleFired')[0]).toEqual({
      kind: 'scheduleFired',
      schedule: 'Stack-Reconcile',
      target: machine,
    });
  });

  it('keeps its times over a restart, without an extra fire', async () => {
    await scheduler.start(quarterHourly);
    await scheduler.clock.moveTo('2026-10-05T12:05:00Z');
    await scheduler.restartAt('2026-10-05T12:10:00Z', quarterHourly);
    await scheduler.clock.moveTo('2026-10-05T12:31:00Z');
    expect(scheduler.times()).toEqual(['2026-10-05T12:00', '2026-10-05T12:15', '2026-10-05T12:30']);
  });

  it('makes up for one of the fires that were missed while the runner was stopped', async () => {
    await scheduler.start(quarterHourly);
    await scheduler.clock.moveTo('2026-10-05T12:05:00Z');
    await scheduler.restartAt('2026-10-08T09:05:00Z', quarterHourly);
    await scheduler.clock.moveTo('2026-10-08T09:20:00Z');
    expect(scheduler.times()).toEqual(['2026-10-05T12:00', '2026-10-08T09:05', '2026-10-08T09:15']);
  });

  it('makes up for one of the fires that were missed while the laptop slept', async () => {
    await scheduler.start(quarterHourly);
    await scheduler.clock.moveTo('2026-10-05T12:01:00Z');
    scheduler.clock.jumpTo('2026-10-05T20:01:00Z');
    await scheduler.clock.moveTo('2026-10-05T20:20:00Z');
    expect(scheduler.times()).toEqual(['2026-10-05T12:00', '2026-10-05T20:01', '2026-10-05T20:15']);
  });

  it('is shortened by the time scale', async () => {
    await scheduler.start(quarterHourly, { factor: 60 });
    await scheduler.clock.moveTo('2026-10-05T12:00:50Z');
    expect(scheduler.invocations).toHaveLength(4);
    await scheduler.restartAt('2026-10-05T12:05:01Z', quarterHourly, { factor: 60 });
    await scheduler.clock.moveTo('2026-10-05T12:05:16Z');
    expect(scheduler.invocations).toHaveLength(6);
  });

  it('begins again if the expression in the template changes', async () => {
    await scheduler.start(quarterHourly);
    await scheduler.clock.moveTo('2026-10-05T12:05:00Z');
    const hourly = { ...quarterHourly, ScheduleExpression: 'rate(1 hour)' };
    await scheduler.restartAt('2026-10-05T12:10:00Z', hourly);
    await scheduler.clock.moveTo('2026-10-05T13:30:00Z');
    expect(scheduler.times()).toEqual(['2026-10-05T12:00', '2026-10-05T12:10', '2026-10-05T13:10']);
  });

  it('fires from its start date to its end date', async () => {
    const bounded = {
      ...quarterHourly,
      StartDate: '2026-10-05T13:00:00.000Z',
      EndDate: '2026-10-05T13:20:00.000Z',
    };
    await scheduler.start(bounded);
    await scheduler.clock.moveTo('2026-10-06T00:00:00Z');
    expect(scheduler.times()).toEqual(['2026-10-05T13:00', '2026-10-05T13:15']);
  });

  it('does not fire while it is disabled', async () => {
    await scheduler.start({ ...quarterHourly, State: 'DISABLED' });
    await scheduler.clock.moveTo('2026-10-06T00:00:00Z');
    expect(scheduler.invocations).toEqual([]);
  });
});

describe('a cron', () => {
  const nightly = {
    ...quarterHourly,
    ScheduleExpression: 'cron(0 3 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
  };

  it('fires at its hour in its time zone', async () => {
    await scheduler.start(nightly);
    await scheduler.clock.moveTo('2026-10-07T12:00:00Z');
    expect(scheduler.times()).toEqual(['2026-10-06T01:00', '2026-10-07T01:00']);
  });

  it('fires at intervals that are divided by the time scale', async () => {
    await scheduler.start(nightly, { factor: 60 });
    // With a factor of 60, the 13 hours until the first night take 13 minutes, and a day takes 24 minutes.
    await scheduler.clock.moveTo('2026-10-05T12:40:00Z');
    expect(scheduler.times()).toEqual(['2026-10-05T12:13', '2026-10-05T12:37']);
  });
});

describe('a schedule of a minute', () => {
  const minutely = { ...quarterHourly, ScheduleExpression: 'rate(1 minute)' };

  it('fires at a start after the first, and keeps its rhythm', async () => {
    await scheduler.start(minutely);
    await scheduler.clock.moveTo('2026-10-05T12:00:10Z');
    expect(scheduler.times()).toEqual(['2026-10-05T12:00']);
    await scheduler.restartAt('2026-10-05T12:00:20Z', minutely);
    await scheduler.clock.moveTo('2026-10-05T12:01:10Z');
    expect(scheduler.times()).toEqual(['2026-10-05T12:00', '2026-10-05T12:00', '2026-10-05T12:01']);
  });

  it('fires once at a start after its time', async () => {
    await scheduler.start(minutely);
    await scheduler.clock.moveTo('2026-10-05T12:00:10Z');
    await scheduler.restartAt('2026-10-05T12:05:20Z', minutely);
    await scheduler.clock.moveTo('2026-10-05T12:05:50Z');
    expect(scheduler.times()).toEqual(['2026-10-05T12:00', '2026-10-05T12:05']);
  });
});

describe('a one-time schedule', () => {
  const once = { ...quarterHourly, ScheduleExpression: 'at(2026-10-05T18:00:00)' };

  it('fires once, and not again after a restart', async () => {
    await scheduler.start(once);
    await scheduler.clock.moveTo('2026-10-05T19:00:00Z');
    await scheduler.restartAt('2026-10-05T20:00:00Z', once);
    await scheduler.clock.moveTo('2026-10-07T00:00:00Z');
    expect(scheduler.times()).toEqual(['2026-10-05T18:00']);
  });

  it('fires late if the runner was stopped at its time', async () => {
    await scheduler.start(once);
    await scheduler.clock.moveTo('2026-10-05T17:00:00Z');
    await scheduler.restartAt('2026-10-06T08:00:00Z', once);
    await scheduler.clock.moveTo('2026-10-06T09:00:00Z');
    expect(scheduler.times()).toEqual(['2026-10-06T08:00']);
  });

  it('can be later than the maximum delay of a JavaScript timer', async () => {
    await scheduler.start({ ...once, ScheduleExpression: 'at(2027-10-05T18:00:00)' });
    await scheduler.clock.moveTo('2027-10-06T00:00:00Z');
    expect(scheduler.times()).toEqual(['2027-10-05T18:00']);
  });
});

describe('a schedule that also fires at the start', () => {
  it.each([
    ['name', 'Stack-Reconcile'],
    ['target', machine],
  ])('is selected by its %s and fires once', async (_reference, reference) => {
    await scheduler.start(quarterHourly, { atStart: [reference] });
    await scheduler.clock.moveTo('2026-10-05T12:01:00Z');
    await scheduler.restartAt('2026-10-05T12:10:00Z', quarterHourly, { atStart: [reference] });
    await scheduler.restartAt('2026-10-05T12:20:00Z', quarterHourly, { atStart: [reference] });
    await scheduler.clock.moveTo('2026-10-05T12:31:00Z');
    expect(scheduler.times()).toEqual([
      '2026-10-05T12:00',
      '2026-10-05T12:10',
      '2026-10-05T12:20',
      '2026-10-05T12:30',
    ]);
  });

  it('does not fire if it is disabled', async () => {
    await scheduler.start({ ...quarterHourly, State: 'DISABLED' }, { atStart: [machine] });
    await scheduler.clock.moveTo('2026-10-05T13:00:00Z');
    expect(scheduler.invocations).toEqual([]);
  });
});
