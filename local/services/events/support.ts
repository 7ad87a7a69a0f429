import { ignoredReasons } from '../../core/ignored-reasons.ts';
import type { ResourceSupport } from '../../core/service.ts';
import { operatorNames } from './value-matchers.ts';

const { description, encryption, tags } = ignoredReasons;

export const busSupport: ResourceSupport = {
  supported: ['Name'],
  ignored: {
    DeadLetterConfig: 'it receives events that failed to be encrypted, and the local runner encrypts none',
    Description: description,
    KmsKeyIdentifier: encryption,
    LogConfig: 'the terminal shows the events',
    Tags: tags,
  },
};

/** The operators of a pattern, and the parts of its structure. */
const patternParts = ['value', 'array', 'nested field', 'exists', '$or', ...operatorNames];

/** `ScheduleExpression` is in neither list, so a rule with a schedule is refused. */
export const ruleSupport: ResourceSupport = {
  supported: [
    'EventBusName',
    'Name',
    'State',
    'Targets.Arn',
    'Targets.DeadLetterConfig.Arn',
    'Targets.Input',
    'Targets.InputPath',
    'Targets.InputTransformer.InputPathsMap.*',
    'Targets.InputTransformer.InputTemplate',
    'Targets.RoleArn',
  ],
  documents: { EventPattern: patternParts },
  ignored: {
    Description: description,
    Tags: tags,
    'Targets.Id': 'it identifies the target in calls that change the rule',
    'Targets.RetryPolicy': 'a target in the same process would refuse a retry too',
  },
};
