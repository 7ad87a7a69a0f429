import type { ResourceSupport } from '../../core/service.ts';

const flexible = 'a fire is at the beginning of its window';
const retries =
  'a target in the same process takes an invocation or refuses it for good: it goes to the dead-letter queue at once';

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
    'Target.DeadLetterConfig',
    'Target.Input',
  ],
  ignored: {
    ActionAfterCompletion:
      'the next start makes the schedule again, and one that has fired for good stays silent',
    Description: 'a text for people',
    'FlexibleTimeWindow.MaximumWindowInMinutes': flexible,
    'FlexibleTimeWindow.Mode': flexible,
    KmsKeyArn: 'nothing is encrypted at rest',
    'Target.RetryPolicy': retries,
    'Target.RoleArn': 'no policy is enforced on a laptop',
  },
};

export const scheduleGroupSupport: ResourceSupport = {
  supported: ['Name'],
  ignored: { Tags: 'labels for AWS accounts' },
};
