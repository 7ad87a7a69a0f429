/** The supported parts of the Amazon States Language. `refusals.ts` refuses all others. https://states-language.net/spec.html */

const transition = ['Next', 'End'];
const paths = ['InputPath', 'OutputPath'];
const errors = ['ResultSelector', 'ResultPath', 'Retry', 'Catch'];

/** The fields of each type of state that change its behaviour. */
export const stateFields: Readonly<Record<string, readonly string[]>> = {
  Task: [
    ...transition,
    ...paths,
    ...errors,
    'Parameters',
    'Resource',
    'TimeoutSeconds',
    'TimeoutSecondsPath',
    'HeartbeatSeconds',
    'HeartbeatSecondsPath',
  ],
  Parallel: [...transition, ...paths, ...errors, 'Parameters', 'Branches'],
  Map: [
    ...transition,
    ...paths,
    ...errors,
    'Parameters',
    'Iterator',
    'ItemProcessor',
    'ItemSelector',
    'ItemsPath',
    'MaxConcurrency',
    'MaxConcurrencyPath',
  ],
  Pass: [...transition, ...paths, 'Parameters', 'Result', 'ResultPath'],
  Wait: [...transition, 'OutputPath', 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  Choice: [...paths, 'Choices', 'Default'],
  Succeed: paths,
  Fail: ['Error', 'ErrorPath', 'Cause', 'CausePath'],
};
export const machineFields = ['StartAt', 'States', 'TimeoutSeconds'];
export const retryFields = [
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
];
export const catchFields = ['ErrorEquals', 'Next', 'ResultPath'];

/** Fields that are descriptive, or that `refusals.ts` restricts to one value. */
export const fieldsWithoutEffect = {
  machine: ['Comment', 'Version', 'QueryLanguage'],
  inner: ['Comment', 'QueryLanguage', 'ProcessorConfig'],
  state: ['Type', 'Comment', 'QueryLanguage'],
  handler: ['Comment'],
  rule: ['Comment'],
};

const comparisons = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'];
const typeTests = ['IsBoolean', 'IsNull', 'IsNumeric', 'IsPresent', 'IsString', 'IsTimestamp'];
const operators = [
  ...['Numeric', 'String', 'Timestamp'].flatMap((type) => comparisons.map((name) => `${type}${name}`)),
  'BooleanEquals',
];
export const choiceFields = [
  ...operators.flatMap((operator) => [operator, `${operator}Path`]),
  'StringMatches',
  ...typeTests,
  'And',
  'Or',
  'Not',
  'Variable',
  'Next',
];

/** The members of the context object. Those of `Map.Item` exist only in the items of a Map state. */
export const contextMembers = [
  'Execution.Id',
  'Execution.Name',
  'Execution.Input',
  'Execution.StartTime',
  'StateMachine.Id',
  'StateMachine.Name',
  'State.EnteredTime',
  'Task.Token',
];
export const itemMembers = ['Map.Item.Index', 'Map.Item.Value'];

/** The parts as the support table lists them, such as `Task.ResultPath` and `States.Format`. */
export function languageParts(intrinsics: readonly string[]): string[] {
  const fieldsOf = (owner: string, fields: readonly string[]) => fields.map((field) => `${owner}.${field}`);
  return [
    ...fieldsOf('Machine', machineFields),
    ...Object.entries(stateFields).flatMap(([type, fields]) => fieldsOf(type, fields)),
    ...fieldsOf('Retry', retryFields),
    ...fieldsOf('Catch', catchFields),
    ...fieldsOf('Rule', choiceFields),
    ...fieldsOf('$$', [...contextMembers, ...itemMembers]),
    ...fieldsOf('States', intrinsics),
  ];
}
