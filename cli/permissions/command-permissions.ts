/** The resources of a deployment that commands access, as docs/cli.md describes them. */
export const resourceDescriptions = {
  stack: 'the stack',
  table: 'the table',
  statusIndex: 'the index `byStatus` of the table',
  tableCopy: 'the copy of the table',
  purgeWorkflow: 'the state machine of the purge',
  purgeRuns: 'the executions of the purge',
  reconcileWorkflow: 'the state machine of the reconciliation',
  reconcileRuns: 'the executions of the reconciliation',
  probeFunction: 'the function of the probe',
  diagnoseFunction: 'the function of the diagnosis',
  eventFunctions: 'the functions that rules invoke',
  deadLetterQueues: 'the dead-letter queues',
  eventsQueue: 'the events queue',
} as const;
export type ResourceName = keyof typeof resourceDescriptions;

/** An IAM action that a command takes, and the resource on which it takes it. */
export interface Permission {
  readonly action: string;
  readonly on: ResourceName;
  /** The partition keys of the items, as patterns. Undefined for an action on any item, or on none. */
  readonly keys?: readonly string[];
}

/** The permissions that a form of a command needs. */
export interface CommandPermissions {
  /** The name of the command. */
  readonly command: string;
  /** The words after the name that need these permissions. */
  readonly form?: string;
  /** True if the form changes nothing. */
  readonly isReadOnly: boolean;
  readonly permissions: readonly Permission[];
}

const apiKey = ['KEY#*'];
const switches = ['SWITCHES'];
const account = ['ACCOUNT#*'];

const putKey: Permission = { action: 'dynamodb:PutItem', on: 'table', keys: apiKey };
const deleteKey: Permission = { action: 'dynamodb:DeleteItem', on: 'table', keys: apiKey };
const readSwitches: Permission = { action: 'dynamodb:GetItem', on: 'table', keys: switches };
const setSwitch: Permission = { action: 'dynamodb:UpdateItem', on: 'table', keys: switches };
const queryStatus: Permission = { action: 'dynamodb:Query', on: 'statusIndex' };
const countLetters: Permission = { action: 'sqs:GetQueueAttributes', on: 'deadLetterQueues' };
const runPurge: readonly Permission[] = [
  { action: 'states:StartExecution', on: 'purgeWorkflow' },
  { action: 'states:DescribeExecution', on: 'purgeRuns' },
];
const showAccount: readonly Permission[] = [
  { action: 'dynamodb:GetItem', on: 'table', keys: account },
  queryStatus,
];
const changeAccount: readonly Permission[] = [
  ...showAccount,
  { action: 'dynamodb:UpdateItem', on: 'table', keys: account },
];
const countMissing: readonly Permission[] = [
  { action: 'dynamodb:Scan', on: 'tableCopy' },
  { action: 'dynamodb:GetItem', on: 'table' },
];

/** The permission that `--stack` needs. */
export const findStack: Permission = { action: 'cloudformation:DescribeStacks', on: 'stack' };

/** The permissions of the commands with the option `--stack`, in addition to {@link findStack}. */
export const commandPermissions: readonly CommandPermissions[] = [
  {
    command: 'doctor',
    isReadOnly: true,
    permissions: [{ action: 'lambda:InvokeFunction', on: 'diagnoseFunction' }, queryStatus, countLetters],
  },
  { command: 'keys create', isReadOnly: false, permissions: [putKey] },
  { command: 'keys list', isReadOnly: true, permissions: [queryStatus] },
  { command: 'keys revoke', isReadOnly: false, permissions: [queryStatus, deleteKey] },
  { command: 'admin purge', isReadOnly: false, permissions: runPurge },
  {
    command: 'admin purge',
    form: '--all',
    isReadOnly: false,
    permissions: [...runPurge, setSwitch, putKey, deleteKey],
  },
  {
    command: 'admin reconcile',
    isReadOnly: false,
    permissions: [
      { action: 'states:StartExecution', on: 'reconcileWorkflow' },
      { action: 'states:DescribeExecution', on: 'reconcileRuns' },
    ],
  },
  { command: 'admin account', isReadOnly: true, permissions: showAccount },
  { command: 'admin account', form: '--accept', isReadOnly: false, permissions: changeAccount },
  { command: 'admin account', form: '--forget', isReadOnly: false, permissions: changeAccount },
  {
    command: 'admin probe',
    isReadOnly: false,
    permissions: [{ action: 'lambda:InvokeFunction', on: 'probeFunction' }],
  },
  { command: 'admin redrive', form: '--dry-run', isReadOnly: true, permissions: [countLetters] },
  {
    command: 'admin redrive',
    isReadOnly: false,
    permissions: [
      countLetters,
      { action: 'sqs:ReceiveMessage', on: 'deadLetterQueues' },
      { action: 'sqs:DeleteMessage', on: 'deadLetterQueues' },
      { action: 'sqs:ChangeMessageVisibility', on: 'deadLetterQueues' },
      { action: 'sqs:GetQueueAttributes', on: 'eventsQueue' },
      { action: 'sqs:GetQueueUrl', on: 'eventsQueue' },
      { action: 'sqs:SendMessage', on: 'eventsQueue' },
      { action: 'lambda:InvokeFunction', on: 'eventFunctions' },
    ],
  },
  { command: 'admin restore-items', form: '--dry-run', isReadOnly: true, permissions: countMissing },
  {
    command: 'admin restore-items',
    isReadOnly: false,
    permissions: [...countMissing, { action: 'dynamodb:PutItem', on: 'table' }],
  },
  { command: 'admin switch', isReadOnly: true, permissions: [readSwitches] },
  { command: 'admin switch', form: 'creates|deletes on|off', isReadOnly: false, permissions: [setSwitch] },
  { command: 'admin policy', isReadOnly: true, permissions: [] },
];
