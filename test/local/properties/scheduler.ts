import { expect } from '@jest/globals';
import { timeScale } from '../../../local/core/clock.ts';
import { type Principal, principalArn } from '../../../local/core/principal.ts';
import { SchedulerService } from '../../../local/services/scheduler/scheduler-service.ts';
import { access } from '../../support/local-credentials.ts';
import { SentMessages } from '../services/support/sent-messages.ts';
import { temporaryFolder } from '../services/support/temporary-folder.ts';
import { VirtualClock } from '../services/support/virtual-clock.ts';
import { type Fixture, type Resources, refusalOf, resource } from './fixture.ts';
import { casesOf, changes } from './property-case.ts';

const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`;
const machine = arn('states', 'stateMachine:Sweep');
const unknown = arn('states', 'stateMachine:Unknown');
const deadLetters = arn('sqs', 'dead');
const hourly = {
  ScheduleExpression: 'rate(1 hour)',
  StartDate: '2026-10-05T13:00:00Z',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: machine, RoleArn: arn('iam', 'role/r') },
};

/** Deploys schedules to a new scheduler, moves its clock from noon to four, and returns its calls. */
async function callsUntilFour(fixture: Fixture, resources: Resources) {
  const folder = await temporaryFolder();
  const clock = new VirtualClock('2026-10-05T12:00:00Z');
  const queues = new SentMessages();
  const calls: { at: string; target: string; input: unknown; caller: Principal }[] = [];
  const invoke = async (target: string, input: unknown, caller: Principal) => {
    if (target === unknown) throw new Error('the machine does not exist');
    calls.push({ at: new Date(clock.now()).toISOString().slice(11, 16), target, input, caller });
  };
  const service = new SchedulerService({
    stateFolder: folder.path,
    functions: { invokeAsync: invoke },
    machines: { startExecution: invoke },
    access,
    queues,
    timeScale: timeScale(1),
    observer: () => {},
    clock,
  });
  await service.start();
  try {
    await fixture.deploy(resources, {}, [service]);
    await service.ready();
    await clock.moveTo('2026-10-05T16:00:00Z');
    return { times: calls.map(({ at }) => at), calls, queues };
  } finally {
    await service.stop();
    await folder.remove();
  }
}

const schedule = (properties: object): Resources => ({
  Schedule: resource('AWS::Scheduler::Schedule', { ...hourly, ...properties }),
});
const times = async (fixture: Fixture, properties: object) =>
  (await callsUntilFour(fixture, schedule(properties))).times;
const target = (properties: object) => ({ Target: { ...hourly.Target, ...properties } });
/** The ARN of the schedule, as its target receives it. */
const scheduleArn = async (fixture: Fixture, resources: Resources) =>
  (await callsUntilFour(fixture, resources)).calls[0]?.input;
const inputWithArn = target({ Input: '"<aws.scheduler.schedule-arn>"' });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html */
export const schedulerCases = {
  ...casesOf('AWS::Scheduler::Schedule', {
    EndDate: changes(
      (fixture, EndDate: string) => times(fixture, { EndDate }),
      ['2026-10-05T14:30:00Z', ['13:00', '14:00']],
      ['2026-10-05T13:30:00Z', ['13:00']],
    ),
    GroupName: changes(
      (fixture, GroupName: string) =>
        scheduleArn(fixture, {
          One: resource('AWS::Scheduler::ScheduleGroup', { Name: 'one' }),
          Other: resource('AWS::Scheduler::ScheduleGroup', { Name: 'other' }),
          Schedule: {
            ...resource('AWS::Scheduler::Schedule', { ...hourly, ...inputWithArn, Name: 's', GroupName }),
            DependsOn: ['One', 'Other'],
          },
        }),
      ['one', arn('scheduler', 'schedule/one/s')],
      ['other', arn('scheduler', 'schedule/other/s')],
    ),
    Name: changes(
      (fixture, Name: string) => scheduleArn(fixture, schedule({ ...inputWithArn, Name })),
      ['one', arn('scheduler', 'schedule/default/one')],
      ['other', arn('scheduler', 'schedule/default/other')],
    ),
    ScheduleExpression: changes(
      (fixture, ScheduleExpression: string) => times(fixture, { ScheduleExpression }),
      ['rate(1 hour)', ['13:00', '14:00', '15:00', '16:00']],
      ['rate(2 hours)', ['13:00', '15:00']],
      ['cron(30 14 * * ? *)', ['14:30']],
      ['at(2026-10-05T15:10:00)', ['15:10']],
    ),
    ScheduleExpressionTimezone: changes(
      (fixture, ScheduleExpressionTimezone: string) =>
        times(fixture, { ScheduleExpression: 'cron(0 15 * * ? *)', ScheduleExpressionTimezone }),
      ['UTC', ['15:00']],
      ['Europe/Berlin', ['13:00']],
    ),
    StartDate: changes(
      (fixture, StartDate: string) => times(fixture, { StartDate }),
      ['2026-10-05T14:00:00Z', ['14:00', '15:00', '16:00']],
      ['2026-10-05T15:30:00Z', ['15:30']],
    ),
    State: changes(
      (fixture, State: string) => times(fixture, { State }),
      ['ENABLED', ['13:00', '14:00', '15:00', '16:00']],
      ['DISABLED', []],
    ),
    'Target.Arn': changes(
      async (fixture, Arn: string) =>
        (await callsUntilFour(fixture, schedule(target({ Arn })))).calls[0]?.target,
      [machine, machine],
      [arn('lambda', 'function:f'), arn('lambda', 'function:f')],
    ),
    'Target.DeadLetterConfig.Arn': changes(
      async (fixture, Arn: string) => {
        const dead = target({ Arn: unknown, DeadLetterConfig: { Arn } });
        return (await callsUntilFour(fixture, schedule(dead))).queues.all[0]?.queueArn;
      },
      [deadLetters, deadLetters],
      [arn('sqs', 'other'), arn('sqs', 'other')],
    ),
    'Target.RoleArn': changes(
      async (fixture, name: string) => {
        const RoleArn = arn('iam', `role/${name}`);
        const [call] = (await callsUntilFour(fixture, schedule(target({ RoleArn })))).calls;
        return call && principalArn(call.caller);
      },
      ['one', expect.stringContaining(':assumed-role/one/')],
      ['other', expect.stringContaining(':assumed-role/other/')],
    ),
    'Target.Input': changes(
      async (fixture, Input: string) =>
        (await callsUntilFour(fixture, schedule(target({ Input })))).calls[0]?.input,
      ['{"a":1}', { a: 1 }],
      ['{"b":2}', { b: 2 }],
    ),
  }),
  ...casesOf('AWS::Scheduler::ScheduleGroup', {
    Name: changes(
      (fixture, Name: string) =>
        refusalOf(() =>
          callsUntilFour(fixture, {
            Group: resource('AWS::Scheduler::ScheduleGroup', { Name }),
            Schedule: {
              ...resource('AWS::Scheduler::Schedule', { ...hourly, GroupName: 'one' }),
              DependsOn: ['Group'],
            },
          }),
        ),
      ['one', 'accepted'],
      ['other', expect.stringContaining('GroupName: the schedule group does not exist')],
    ),
  }),
};
