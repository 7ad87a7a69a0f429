import type { ResourceSupport } from '../../core/service.ts';

export const busSupport: ResourceSupport = {
  supported: ['Name'],
  ignored: {
    DeadLetterConfig: 'it holds events that could not be encrypted; nothing is encrypted',
    Description: 'a text for people',
    KmsKeyIdentifier: 'nothing is encrypted at rest',
    LogConfig: 'the terminal shows every event',
    Policy: 'no policy is enforced on a laptop',
    Tags: 'labels for AWS accounts',
  },
};

/** `ScheduleExpression` is in neither list: a rule that is a clock is refused. */
export const ruleSupport: ResourceSupport = {
  supported: ['EventBusName', 'EventPattern', 'Name', 'State', 'Targets'],
  ignored: {
    Description: 'a text for people',
    RoleArn: 'no policy is enforced on a laptop',
    Tags: 'labels for AWS accounts',
  },
};
