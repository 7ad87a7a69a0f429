import { expect } from '@jest/globals';
import { z } from 'zod';
import { timeScale } from '../../../local/core/clock.ts';
import { AwsJsonServer } from '../../../local/http/aws-json-server.ts';
import { CloudWatchService } from '../../../local/services/cloudwatch/cloudwatch-service.ts';
import { access } from '../../support/local-credentials.ts';
import { EventRecorder } from '../services/support/event-recorder.ts';
import { temporaryFolder } from '../services/support/temporary-folder.ts';
import { VirtualClock } from '../services/support/virtual-clock.ts';
import { type Fixture, refusalOf, resource } from './fixture.ts';
import { casesOf, changes } from './property-case.ts';

const prefix = 'GraniteServiceVersion20100801';
const minuteMs = 60_000;
const kindA = [{ Name: 'Kind', Value: 'a' }];
const described = z.object({ MetricAlarms: z.array(z.record(z.string(), z.unknown())) });

/** An alarm on the sum of `Count` in a minute, which 3 raises. */
const countAlarm = {
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  EvaluationPeriods: 1,
  MetricName: 'Count',
  Namespace: 'Test',
  Period: 60,
  Statistic: 'Sum',
  Threshold: 3,
  TreatMissingData: 'notBreaching',
};

interface Values {
  /** The values of `Count` in each minute. @default 3 in one minute */
  readonly minutes?: readonly (readonly number[])[];
  readonly Dimensions?: readonly object[];
}

/** Deploys an alarm to a new CloudWatch on a virtual clock, puts values, and returns the alarm and its changes. */
async function watch(
  fixture: Fixture,
  properties: object,
  { minutes = [[3]], Dimensions = [] }: Values = {},
) {
  const folder = await temporaryFolder();
  const start = Date.parse('2026-01-01T00:00:00Z');
  const clock = new VirtualClock(new Date(start).toISOString());
  const recorder = new EventRecorder();
  const server = new AwsJsonServer({ access });
  const service = new CloudWatchService({
    stateFolder: folder.path,
    registry: server,
    queues: { depthOf: () => undefined },
    timeScale: timeScale(1),
    observer: recorder.observe,
    clock,
  });
  await service.start();
  try {
    await fixture.deploy({ Alarm: resource('AWS::CloudWatch::Alarm', { ...properties }) }, {}, [service]);
    await service.ready();
    for (const [index, values] of minutes.entries()) {
      const MetricData = values.map((Value) => ({ MetricName: 'Count', Value, Dimensions }));
      if (values.length > 0) await server.call(prefix, 'PutMetricData', { Namespace: 'Test', MetricData });
      await clock.moveTo(new Date(start + (index + 1) * minuteMs).toISOString());
    }
    // The evaluation of the last minute runs after its timer.
    await clock.moveTo(new Date(start + minutes.length * minuteMs).toISOString());
    const [alarm = {}] = described.parse(await server.call(prefix, 'DescribeAlarms', {})).MetricAlarms;
    return { alarm, changes: recorder.ofKind('alarmChanged') };
  } finally {
    await service.stop();
    await folder.remove();
  }
}

/** Returns the state of the alarm after the values. */
const stateOf =
  <Value>(changed: (value: Value) => object, values?: Values) =>
  async (fixture: Fixture, value: Value) =>
    (await watch(fixture, { ...countAlarm, ...changed(value) }, values)).alarm.StateValue;
/** Returns the actions of the last change. */
const actionsOf =
  <Value>(changed: (value: Value) => object, values?: Values) =>
  async (fixture: Fixture, value: Value) =>
    (await watch(fixture, { ...countAlarm, ...changed(value) }, values)).changes.at(-1)?.actions;

const { Namespace, MetricName, Period, Statistic: Stat, ...rules } = countAlarm;
interface Query {
  readonly metric?: object;
  readonly stat?: object;
  readonly first?: object;
  readonly second?: object;
}
/** An alarm on an expression of a metric. */
const mathAlarm = ({ metric, stat, first, second }: Query) => ({
  ...rules,
  Metrics: [
    {
      Id: 'm1',
      MetricStat: { Metric: { Namespace, MetricName, ...metric }, Period, Stat, ...stat },
      ReturnData: false,
      ...first,
    },
    { Id: 'e1', Expression: 'm1 * 1', ReturnData: true, ...second },
  ],
});
const mathState =
  <Value>(changed: (value: Value) => Query, values?: Values) =>
  async (fixture: Fixture, value: Value) =>
    (await watch(fixture, mathAlarm(changed(value)), values)).alarm.StateValue;
const mathRefusal =
  <Value>(changed: (value: Value) => Query) =>
  (fixture: Fixture, value: Value) =>
    refusalOf(() => watch(fixture, mathAlarm(changed(value))));

const topic = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`;
const one = topic('one');
const other = topic('other');
const ofKindA = { Dimensions: kindA };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html */
export const cloudWatchCases = casesOf('AWS::CloudWatch::Alarm', {
  ActionsEnabled: changes(
    actionsOf((ActionsEnabled: boolean) => ({ ActionsEnabled, AlarmActions: [one] })),
    [true, [one]],
    [false, []],
  ),
  AlarmActions: changes(
    actionsOf((action: string) => ({ AlarmActions: [action] })),
    [one, [one]],
    [other, [other]],
  ),
  AlarmDescription: changes(
    async (fixture, AlarmDescription: string) =>
      (await watch(fixture, { ...countAlarm, AlarmDescription })).changes[0]?.description,
    ['one', 'one'],
    ['other', 'other'],
  ),
  AlarmName: changes(
    async (fixture, AlarmName: string) =>
      (await watch(fixture, { ...countAlarm, AlarmName })).alarm.AlarmName,
    ['one', 'one'],
    ['other', 'other'],
  ),
  ComparisonOperator: changes(
    stateOf((ComparisonOperator: string) => ({ ComparisonOperator })),
    ['GreaterThanOrEqualToThreshold', 'ALARM'],
    ['GreaterThanThreshold', 'OK'],
    ['LessThanThreshold', 'OK'],
  ),
  DatapointsToAlarm: changes(
    stateOf((DatapointsToAlarm: number) => ({ DatapointsToAlarm, EvaluationPeriods: 2 }), {
      minutes: [[3], [0]],
    }),
    [1, 'ALARM'],
    [2, 'OK'],
  ),
  'Dimensions.Name': changes(
    stateOf((Name: string) => ({ Dimensions: [{ Name, Value: 'a' }] }), ofKindA),
    ['Kind', 'ALARM'],
    ['Other', 'OK'],
  ),
  'Dimensions.Value': changes(
    stateOf((Value: string) => ({ Dimensions: [{ Name: 'Kind', Value }] }), ofKindA),
    ['a', 'ALARM'],
    ['b', 'OK'],
  ),
  EvaluateLowSampleCountPercentile: changes(
    stateOf((EvaluateLowSampleCountPercentile: string) => ({
      EvaluateLowSampleCountPercentile,
      ExtendedStatistic: 'p90',
    })),
    ['evaluate', 'ALARM'],
    ['ignore', 'INSUFFICIENT_DATA'],
  ),
  EvaluationPeriods: changes(
    stateOf((EvaluationPeriods: number) => ({ EvaluationPeriods }), { minutes: [[0], [3]] }),
    [1, 'ALARM'],
    [2, 'OK'],
  ),
  ExtendedStatistic: changes(
    stateOf((ExtendedStatistic: string) => ({ ExtendedStatistic }), { minutes: [[1, 1, 3]] }),
    ['p100', 'ALARM'],
    ['p50', 'OK'],
  ),
  InsufficientDataActions: changes(
    actionsOf((action: string) => ({ InsufficientDataActions: [action], TreatMissingData: 'missing' }), {
      minutes: [[3], [], [], [], []],
    }),
    [one, [one]],
    [other, [other]],
  ),
  MetricName: changes(
    stateOf((name: string) => ({ MetricName: name })),
    ['Count', 'ALARM'],
    ['Other', 'OK'],
  ),
  'Metrics.Expression': changes(
    mathState((Expression: string) => ({ second: { Expression } })),
    ['m1 * 2', 'ALARM'],
    ['m1 / 2', 'OK'],
  ),
  'Metrics.Id': changes(
    mathRefusal((Id: string) => ({ first: { Id } })),
    ['m1', 'accepted'],
    ['m2', expect.stringContaining('an expression names an undefined id')],
  ),
  'Metrics.MetricStat.Metric.Dimensions.Name': changes(
    mathState((Name: string) => ({ metric: { Dimensions: [{ Name, Value: 'a' }] } }), ofKindA),
    ['Kind', 'ALARM'],
    ['Other', 'OK'],
  ),
  'Metrics.MetricStat.Metric.Dimensions.Value': changes(
    mathState((Value: string) => ({ metric: { Dimensions: [{ Name: 'Kind', Value }] } }), ofKindA),
    ['a', 'ALARM'],
    ['b', 'OK'],
  ),
  'Metrics.MetricStat.Metric.MetricName': changes(
    mathState((name: string) => ({ metric: { MetricName: name } })),
    ['Count', 'ALARM'],
    ['Other', 'OK'],
  ),
  'Metrics.MetricStat.Metric.Namespace': changes(
    mathState((name: string) => ({ metric: { Namespace: name } })),
    ['Test', 'ALARM'],
    ['Other', 'OK'],
  ),
  'Metrics.MetricStat.Period': changes(
    mathState((seconds: number) => ({ stat: { Period: seconds } }), { minutes: [[2], [2]] }),
    [120, 'ALARM'],
    [60, 'OK'],
  ),
  'Metrics.MetricStat.Stat': changes(
    mathState((name: string) => ({ stat: { Stat: name } }), { minutes: [[2, 2]] }),
    ['Sum', 'ALARM'],
    ['Average', 'OK'],
  ),
  'Metrics.ReturnData': changes(
    mathRefusal((ReturnData: boolean) => ({ first: { ReturnData } })),
    [false, 'accepted'],
    [true, expect.stringContaining('exactly one has to return data')],
  ),
  Namespace: changes(
    stateOf((name: string) => ({ Namespace: name })),
    ['Test', 'ALARM'],
    ['Other', 'OK'],
  ),
  OKActions: changes(
    actionsOf((action: string) => ({ OKActions: [action] }), { minutes: [[3], [0]] }),
    [one, [one]],
    [other, [other]],
  ),
  Period: changes(
    stateOf((seconds: number) => ({ Period: seconds }), { minutes: [[2], [2]] }),
    [120, 'ALARM'],
    [60, 'OK'],
  ),
  Statistic: changes(
    stateOf((name: string) => ({ Statistic: name }), { minutes: [[2, 2]] }),
    ['Sum', 'ALARM'],
    ['Average', 'OK'],
  ),
  Threshold: changes(
    stateOf((Threshold: number) => ({ Threshold })),
    [3, 'ALARM'],
    [4, 'OK'],
  ),
  TreatMissingData: changes(
    stateOf((TreatMissingData: string) => ({ TreatMissingData }), { minutes: [[]] }),
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
  ),
});
