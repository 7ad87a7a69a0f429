import { ignoredReasons } from '../../core/ignored-reasons.ts';
import type { ResourceSupport } from '../../core/service.ts';

const flexible = 'a local schedule fires at the start of its window';
const retries =
  'a target in the same process would refuse a retry too; a refused input goes to the dead-letter queue at once';

export const scheduleSupport: ResourceSupport = {
  supported: [
    'EndDate',
    'GroupName',
    'Name',
    'ScheduleExpression',
    'ScheduleExpressionTimezone',
    'StartDate',
    'State',
    'Target.Arn',
    'Target.DeadLetterConfig.Arn',
    'Target.Input',
    'Target.RoleArn',
  ],
  ignored: {
    ActionAfterCompletion: 'a completed local schedule is kept, and does not fire again',
    Description: ignoredReasons.description,
    'FlexibleTimeWindow.MaximumWindowInMinutes': flexible,
    'FlexibleTimeWindow.Mode': flexible,
    KmsKeyArn: ignoredReasons.encryption,
    'Target.RetryPolicy': retries,
  },
};

export const scheduleGroupSupport: ResourceSupport = {
  supported: ['Name'],
  ignored: { Tags: ignoredReasons.tags },
};
