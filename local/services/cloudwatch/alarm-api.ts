import { z } from 'zod';
import { accountId, partition, region } from '../../core/aws-account.ts';
import { AwsError } from '../../core/aws-error.ts';
import { parseInput } from '../../core/operation-input.ts';
import type { Operations } from '../../core/ports.ts';
import { Timestamp } from '../../core/timestamp.ts';
import type { Alarm, Alarms } from './alarms.ts';

const alarmState = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const alarmType = z.enum(['CompositeAlarm', 'MetricAlarm']);
const describeInput = z.object({
  AlarmNames: z.array(z.string()).max(100).optional(),
  AlarmNamePrefix: z.string().optional(),
  AlarmTypes: z.array(alarmType).optional(),
  ActionPrefix: z.string().optional(),
  StateValue: alarmState.optional(),
  MaxRecords: z.int().min(1).max(100).default(50),
  NextToken: z.string().optional(),
});
const setStateInput = z.object({
  AlarmName: z.string().min(1).max(255),
  StateValue: alarmState,
  StateReason: z.string().max(1_023),
  StateReasonData: z.string().optional(),
});

export function alarmArn(name: string): string {
  return `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${name}`;
}

/** The operations on alarms. @param now milliseconds since 1970 */
export function alarmOperations(alarms: Alarms, now: () => number): Operations {
  return {
    DescribeAlarms: async (input) => describeAlarms(alarms, input),
    SetAlarmState: async (input) => {
      const { AlarmName, StateValue, StateReason } = parseInput(
        setStateInput,
        input,
        'InvalidParameterValue',
      );
      if (alarms.setState(AlarmName, StateValue, StateReason, now())) return {};
      throw new AwsError('ResourceNotFound', `Unknown alarm: ${AlarmName}`, 404);
    },
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
function describeAlarms(alarms: Alarms, input: unknown): unknown {
  const query = parseInput(describeInput, input, 'InvalidParameterValue');
  if (query.AlarmNames !== undefined && query.AlarmNamePrefix !== undefined) {
    throw new AwsError('InvalidParameterCombination', 'AlarmNames and AlarmNamePrefix exclude each other.');
  }
  const wantsMetricAlarms = query.AlarmTypes?.includes('MetricAlarm') ?? true;
  const matching = alarms.all
    .filter((alarm) => wantsMetricAlarms && matches(alarm, query))
    .toSorted((one, other) => (one.definition.name < other.definition.name ? -1 : 1));
  const rest = matching.filter(({ definition }) => definition.name > (query.NextToken ?? ''));
  const page = rest.slice(0, query.MaxRecords);
  return {
    MetricAlarms: page.map(describe),
    CompositeAlarms: [],
    ...(rest.length > page.length && { NextToken: page.at(-1)?.definition.name }),
  };
}

function matches({ definition, status }: Alarm, query: z.output<typeof describeInput>): boolean {
  const { AlarmNames, AlarmNamePrefix = '', ActionPrefix = '', StateValue } = query;
  const actions = Object.values(definition.actions).flat();
  return (
    (AlarmNames?.includes(definition.name) ?? true) &&
    definition.name.startsWith(AlarmNamePrefix) &&
    (ActionPrefix === '' || actions.some((action) => action.startsWith(ActionPrefix))) &&
    (StateValue ?? status.state) === status.state
  );
}

function describe({ definition, status }: Alarm): unknown {
  const { name, actions, actionsEnabled, properties, threshold, evaluationPeriods } = definition;
  const { Tags: _tags, ...described } = properties;
  return {
    ...described,
    AlarmName: name,
    AlarmArn: alarmArn(name),
    ActionsEnabled: actionsEnabled,
    OKActions: actions.OK,
    AlarmActions: actions.ALARM,
    InsufficientDataActions: actions.INSUFFICIENT_DATA,
    Dimensions: properties.Dimensions ?? [],
    Threshold: threshold,
    EvaluationPeriods: evaluationPeriods,
    StateValue: status.state,
    StateReason: status.reason,
    StateUpdatedTimestamp: new Timestamp(status.since),
    StateTransitionedTimestamp: new Timestamp(status.since),
  };
}
