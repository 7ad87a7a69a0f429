import { ignoredReasons } from '../../core/ignored-reasons.ts';
import type { ResourceSupport } from '../../core/service.ts';

const { description, encryption, permissions, tags } = ignoredReasons;

export const busSupport: ResourceSupport = {
  supported: ['Name'],
  ignored: {
    DeadLetterConfig: 'it receives events that failed to be encrypted, and the local runner encrypts none',
    Description: description,
    KmsKeyIdentifier: encryption,
    LogConfig: 'the terminal shows the events',
    Policy: permissions,
    Tags: tags,
  },
};

/** `ScheduleExpression` is in neither list, so a rule with a schedule is refused. */
export const ruleSupport: ResourceSupport = {
  supported: ['EventBusName', 'EventPattern', 'Name', 'State', 'Targets'],
  ignored: {
    Description: description,
    RoleArn: permissions,
    Tags: tags,
  },
};
