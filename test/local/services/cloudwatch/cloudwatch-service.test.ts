import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DamagedStateError } from '../../../../local/persistence/storage-error.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { CloudWatchFixture, countAlarm } from './cloudwatch-fixture.ts';

let folder: TemporaryFolder;
let cloudwatch: CloudWatchFixture;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await cloudwatch.service.stop();
  await folder.remove();
});

type Properties = Readonly<Record<string, unknown>>;

async function start(
  alarms: Readonly<Record<string, Properties>>,
  options: { factor?: number; startMinute?: number } = {},
): Promise<void> {
  cloudwatch = await CloudWatchFixture.start({ stateFolder: folder.path, ...options }, alarms);
}

/** Returns the states of the alarms after each value of the metric `Count`, one a minute. A dash sends no value. */
async function statesOf(properties: Properties, values: readonly (number | '-')[]): Promise<string[]> {
  await start({ Count: { ...countAlarm, ...properties } });
  const states: string[] = [];
  for (const value of values) {
    if (value !== '-') await cloudwatch.put('Count', value);
    await cloudwatch.pass(1);
    states.push(await stateOf('Count'));
  }
  return states;
}

interface Described {
  readonly MetricAlarms: readonly Readonly<Record<string, unknown>>[];
  readonly NextToken?: string;
}

const isDescribed = (output: unknown): output is Described =>
  typeof output === 'object' && output !== null && 'MetricAlarms' in output;

async function describeAlarms(input: object = {}): Promise<Described> {
  const output = await cloudwatch.call('DescribeAlarms', input);
  if (!isDescribed(output)) throw new Error('the output has no alarms');
  return output;
}

const stateOf = async (name: string) =>
  String((await describeAlarms({ AlarmNames: [name] })).MetricAlarms[0]?.StateValue);

describe('an alarm', () => {
  it('begins without data and is OK after its first minute if missing data are not breaching', async () => {
    await start({ Count: countAlarm, Unknown: { ...countAlarm, TreatMissingData: 'missing' } });
    expect(await stateOf('Count')).toBe('INSUFFICIENT_DATA');
    await cloudwatch.pass(1);
    expect(cloudwatch.changes).toEqual(['Count OK']);
    expect(await stateOf('Unknown')).toBe('INSUFFICIENT_DATA');
  });

  it.each([
    ['GreaterThanOrEqualToThreshold', ['OK', 'ALARM', 'ALARM']],
    ['GreaterThanThreshold', ['OK', 'OK', 'ALARM']],
    ['LessThanOrEqualToThreshold', ['ALARM', 'ALARM', 'OK']],
    ['LessThanThreshold', ['ALARM', 'OK', 'OK']],
  ])('compares with its threshold by %s', async (ComparisonOperator, states) => {
    expect(await statesOf({ ComparisonOperator }, [2, 3, 4])).toEqual(states);
  });

  it.each([
    ['SampleCount', 2],
    ['Sum', 8],
    ['Average', 4],
    ['Minimum', 1],
    ['Maximum', 7],
  ])('takes the statistic %s', async (Statistic, value) => {
    await start({
      Reached: { ...countAlarm, Statistic, Threshold: value },
      Missed: { ...countAlarm, Statistic, Threshold: value + 0.001 },
    });
    await cloudwatch.put('Count', 1, 7);
    await cloudwatch.pass(1);
    expect([await stateOf('Reached'), await stateOf('Missed')]).toEqual(['ALARM', 'OK']);
  });

  it('takes a percentile, and can keep its state while there are few values', async () => {
    const percentile = { ...countAlarm, Statistic: undefined, ExtendedStatistic: 'p90', Threshold: 90 };
    const cautious = { ...percentile, EvaluateLowSampleCountPercentile: 'ignore' };
    await start({ P90: percentile, Cautious: cautious });
    await cloudwatch.put('Count', ...Array.from({ length: 99 }, (_, index) => index + 1));
    await cloudwatch.pass(1);
    expect([await stateOf('P90'), await stateOf('Cautious')]).toEqual(['ALARM', 'INSUFFICIENT_DATA']);
    await cloudwatch.put('Count', ...Array.from({ length: 100 }, (_, index) => index + 1));
    await cloudwatch.pass(1);
    expect(await stateOf('Cautious')).toBe('ALARM');
  });

  it('needs the number of data points to alarm within its evaluation periods', async () => {
    const properties = { EvaluationPeriods: 3, DatapointsToAlarm: 2 };
    expect(await statesOf(properties, [0, 3, 0, 3, 0, 0])).toEqual(['OK', 'OK', 'OK', 'ALARM', 'OK', 'OK']);
  });

  it('evaluates the last existing data points before it fills in missing ones', async () => {
    expect(await statesOf({}, [3, '-', '-', '-'])).toEqual(['ALARM', 'ALARM', 'ALARM', 'OK']);
  });

  it.each([
    ['ignore', 'ALARM'],
    ['missing', 'INSUFFICIENT_DATA'],
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
  ])('treats missing data as %s', async (TreatMissingData, state) => {
    expect((await statesOf({ TreatMissingData }, [3, '-', '-', '-'])).at(-1)).toBe(state);
  });

  it('has periods that end with each minute', async () => {
    const states = await statesOf({ Period: 300 }, [1, 0, 0, 1, 1, 0, 0]);
    expect(states).toEqual(['OK', 'OK', 'OK', 'OK', 'ALARM', 'OK', 'OK']);
  });

  it('evaluates a metric math expression', async () => {
    const metric = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: { Metric: { Namespace: 'Test', MetricName }, Period: 60, Stat: 'Sum' },
      ReturnData: false,
    });
    const { MetricName, Namespace, Period, Statistic, ...rest } = countAlarm;
    await start({
      Rate: {
        ...rest,
        Metrics: [
          { Id: 'rate', Expression: '100 * sum / FILL(all, 1)' },
          { Id: 'sum', Expression: 'failed + FILL(aborted, 0)', ReturnData: false },
          metric('failed', 'Failed'),
          metric('aborted', 'Aborted'),
          metric('all', 'All'),
        ],
        Threshold: 50,
      },
    });
    await cloudwatch.put('Failed', 1);
    await cloudwatch.put('All', 4);
    await cloudwatch.pass(1);
    await cloudwatch.put('Failed', 1);
    await cloudwatch.put('Aborted', 1);
    await cloudwatch.put('All', 4);
    await cloudwatch.pass(1);
    expect(cloudwatch.changes).toEqual(['Rate OK', 'Rate ALARM']);
  });

  it('has minutes that the time scale divides', async () => {
    await start({ Count: countAlarm }, { factor: 600 });
    await cloudwatch.put('Count', 1, 1);
    await cloudwatch.pass(1);
    await cloudwatch.put('Count', 1, 1, 1);
    await cloudwatch.pass(1);
    expect(cloudwatch.changes).toEqual(['Count OK', 'Count ALARM']);
  });

  it('reports each change with its reason and the actions of the new state', async () => {
    const actions = {
      AlarmActions: ['arn:aws:sns:us-east-1:000000000000:alarms'],
      OKActions: ['arn:aws:sns:us-east-1:000000000000:ended'],
    };
    await start({
      Count: { ...countAlarm, ...actions, AlarmDescription: 'Too many.' },
      Silent: { ...countAlarm, ...actions, ActionsEnabled: false },
    });
    await cloudwatch.put('Count', 5);
    await cloudwatch.pass(1);
    await cloudwatch.pass(3);
    const changes = cloudwatch.recorder.ofKind('alarmChanged');
    expect(changes.filter(({ alarm }) => alarm === 'Count')).toEqual([
      {
        kind: 'alarmChanged',
        alarm: 'Count',
        description: 'Too many.',
        from: 'INSUFFICIENT_DATA',
        to: 'ALARM',
        reason: 'Threshold Crossed: 1 datapoint [5.0] was greater than or equal to the threshold (3.0).',
        actions: actions.AlarmActions,
      },
      expect.objectContaining({
        from: 'ALARM',
        to: 'OK',
        reason:
          'Threshold Crossed: no datapoints were received for 1 periods and 1 missing datapoints were treated as [NonBreaching].',
        actions: actions.OKActions,
      }),
    ]);
    expect(changes.filter(({ alarm }) => alarm === 'Silent').map((each) => each.actions)).toEqual([[], []]);
  });
});

describe('the states and data points', () => {
  const slow = { ...countAlarm, Period: 300, Threshold: 4 };

  it('survive a restart', async () => {
    await start({ Count: slow });
    await cloudwatch.put('Count', 2);
    await cloudwatch.pass(1);
    await cloudwatch.service.stop();
    await start({ Count: slow }, { startMinute: 3 });
    expect(await stateOf('Count')).toBe('OK');
    await cloudwatch.put('Count', 2);
    await cloudwatch.pass(1);
    expect(cloudwatch.changes).toEqual(['Count ALARM']);
  });

  it('survive a restart with another time scale without the data points, whose minutes differ', async () => {
    await start({ Count: slow });
    await cloudwatch.put('Count', 5);
    await cloudwatch.pass(1);
    await cloudwatch.service.stop();
    await start({ Count: slow }, { startMinute: 3, factor: 60 });
    expect(await stateOf('Count')).toBe('ALARM');
    await cloudwatch.pass(1);
    expect(cloudwatch.changes).toEqual(['Count OK']);
  });

  it('are dropped with their alarm', async () => {
    await start({ Count: slow, Removed: slow });
    await cloudwatch.pass(1);
    await cloudwatch.service.stop();
    await start({ Count: slow }, { startMinute: 2 });
    expect((await describeAlarms()).MetricAlarms.map(({ AlarmName }) => AlarmName)).toEqual(['Count']);
  });

  it('are in a file that is reported if it is damaged', async () => {
    await start({ Count: slow });
    await cloudwatch.service.stop();
    const file = join(folder.path, 'alarms.json');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 10));
    await expect(start({ Count: slow })).rejects.toThrow(DamagedStateError);
  });
});

describe('the API', () => {
  it('describes an alarm with its state', async () => {
    await start({
      Count: { ...countAlarm, AlarmDescription: 'Too many.', Tags: [{ Key: 'a', Value: 'b' }] },
    });
    await cloudwatch.put('Count', 5);
    await cloudwatch.pass(1);
    const { MetricAlarms } = await describeAlarms();
    expect(JSON.parse(JSON.stringify(MetricAlarms))).toEqual([
      {
        ...countAlarm,
        AlarmName: 'Count',
        AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Count',
        AlarmDescription: 'Too many.',
        ActionsEnabled: true,
        OKActions: [],
        AlarmActions: [],
        InsufficientDataActions: [],
        Dimensions: [],
        StateValue: 'ALARM',
        StateReason: expect.stringContaining('Threshold Crossed'),
        StateUpdatedTimestamp: Date.parse('2026-01-01T00:01:00Z') / 1000,
        StateTransitionedTimestamp: Date.parse('2026-01-01T00:01:00Z') / 1000,
      },
    ]);
  });

  it('finds alarms by name, prefix, state and action, in pages', async () => {
    const notified = { ...countAlarm, AlarmActions: ['arn:aws:sns:us-east-1:000000000000:alarms'] };
    await start({ One: countAlarm, Other: notified, Third: { ...countAlarm, MetricName: 'Else' } });
    await cloudwatch.put('Count', 5);
    await cloudwatch.pass(1);
    const names = async (input: object) =>
      (await describeAlarms(input)).MetricAlarms.map(({ AlarmName }) => AlarmName);
    expect(await names({ AlarmNames: ['Third', 'Nothing'] })).toEqual(['Third']);
    expect(await names({ AlarmNamePrefix: 'O' })).toEqual(['One', 'Other']);
    expect(await names({ StateValue: 'ALARM' })).toEqual(['One', 'Other']);
    expect(await names({ ActionPrefix: 'arn:aws:sns' })).toEqual(['Other']);
    expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
    const first = await describeAlarms({ MaxRecords: 2 });
    expect(first.NextToken).toBe('Other');
    expect(await names({ MaxRecords: 2, NextToken: first.NextToken })).toEqual(['Third']);
    const both = { AlarmNames: ['One'], AlarmNamePrefix: 'O' };
    await expect(describeAlarms(both)).rejects.toMatchObject({ type: 'InvalidParameterCombination' });
  });

  it('sets a state until the next evaluation', async () => {
    await start({ Count: countAlarm });
    await cloudwatch.pass(1);
    const input = { AlarmName: 'Count', StateValue: 'ALARM', StateReason: 'a test' };
    expect(await cloudwatch.call('SetAlarmState', input)).toEqual({});
    expect(cloudwatch.recorder.ofKind('alarmChanged').at(-1)).toMatchObject({
      to: 'ALARM',
      reason: 'a test',
    });
    await cloudwatch.pass(1);
    expect(cloudwatch.changes).toEqual(['Count OK', 'Count ALARM', 'Count OK']);
    await expect(cloudwatch.call('SetAlarmState', { ...input, AlarmName: 'None' })).rejects.toMatchObject({
      type: 'ResourceNotFound',
    });
  });

  it('takes values, counts, statistic sets, dimensions and timestamps', async () => {
    const watched = { ...countAlarm, Dimensions: [{ Name: 'Family', Value: 'qwen' }], Threshold: 11 };
    await start({ Count: watched });
    const datum = { MetricName: 'Count', Dimensions: [{ Name: 'Family', Value: 'qwen' }] };
    const StatisticValues = { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 };
    const earlier = Date.parse('2025-12-31T23:59:30Z') / 1000;
    const send = (...MetricData: object[]) =>
      cloudwatch.call('PutMetricData', { Namespace: 'Test', MetricData });
    await send({ ...datum, Values: [1, 2], Counts: [2, 3] }, { ...datum, StatisticValues });
    await send({ MetricName: 'Count', Value: 100 }, { ...datum, Value: 100, Timestamp: earlier });
    await cloudwatch.pass(1);
    expect(cloudwatch.recorder.ofKind('alarmChanged')).toMatchObject([
      { to: 'ALARM', reason: expect.stringContaining('1 datapoint [11.0]') },
    ]);
    await expect(send({ Value: 1 })).rejects.toMatchObject({ type: 'ValidationError' });
  });

  it('has no operation that changes alarms', async () => {
    await start({ Count: countAlarm });
    await expect(cloudwatch.call('PutMetricAlarm', {})).rejects.toMatchObject({
      type: 'UnknownOperationException',
    });
  });
});

describe('an alarm that cannot be evaluated', () => {
  const reasonFor = (properties: Properties) =>
    cloudwatch.service.findReasonToIgnore({
      logicalId: 'Alarm',
      type: 'AWS::CloudWatch::Alarm',
      properties: { ...countAlarm, ...properties },
      metadata: {},
    });

  it.each([
    [{ Namespace: 'AWS/EC2' }, 'the local runner has no metrics of AWS/EC2'],
    [{ Namespace: 'AWS/SQS' }, 'the local runner has no metric AWS/SQS Count'],
    [
      { Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible' },
      'AWS/SQS ApproximateNumberOfMessagesVisible is not recorded with the dimensions (none)',
    ],
    [{ Statistic: undefined, ExtendedStatistic: 'tm99' }, 'the local runner has no statistic tm99'],
    [{ Period: 10 }, 'local metrics have a resolution of one minute'],
    [{ Threshold: undefined, ThresholdMetricId: 'band' }, 'the local runner has no anomaly detection'],
    [
      { Metrics: [{ Id: 'a', Expression: 'RATE(a)' }] },
      'the local runner does not evaluate "RATE(a)": the function RATE is not supported',
    ],
    [{}, undefined],
  ])('is ignored with the reason, with %j', async (properties, reason) => {
    await start({ Count: countAlarm });
    expect(reasonFor(properties)).toBe(reason);
  });

  it('is not deployed', async () => {
    await start({ Count: countAlarm, Other: { ...countAlarm, Namespace: 'AWS/EC2' } });
    expect((await describeAlarms()).MetricAlarms.map(({ AlarmName }) => AlarmName)).toEqual(['Count']);
  });
});
