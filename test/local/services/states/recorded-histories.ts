import { functionArn } from './states-fixture.ts';

/** A history as AWS recorded it, in the order of its events: their types and the ids of the events before them. */
export interface RecordedHistory {
  readonly name: string;
  /** The page of the recording. */
  readonly source: string;
  readonly definition: object;
  readonly events: readonly (readonly [type: string, previousEventId: number])[];
}

const snapshots = 'https://github.com/localstack/localstack/blob/main/tests/aws/services/stepfunctions/v2';
const scenarios = `${snapshots}/scenarios/test_base_scenarios.snapshot.json`;

const optimized = 'arn:aws:states:::lambda:invoke';
const work = { Type: 'Task', Resource: optimized, Parameters: { FunctionName: functionArn, Payload: null } };
const missing = { ...work, Parameters: { FunctionName: functionArn.replace('work', 'none') } };
const caught = [{ ErrorEquals: ['States.ALL'], Next: 'Handler' }];
const list = (items: readonly unknown[]) => ({
  Type: 'Pass',
  Result: { arr: items },
  Next: 'Map',
});
const inner = (States: object) => ({ StartAt: Object.keys(States)[0] ?? '', States });
const pass = { Type: 'Pass', End: true };
const fail = { Type: 'Fail', Error: 'HandleItemFailError', Cause: 'HandleItemFailCause' };
const map = (States: object, more: object) => ({
  Type: 'Map',
  ItemsPath: '$.arr',
  MaxConcurrency: 1,
  ItemProcessor: inner(States),
  ...more,
});

/** One iteration of the recorded sequential Map states: its start names the last state of the iteration before it. */
const iteration = (start: number, previous: number) =>
  [
    ['MapIterationStarted', previous],
    ['PassStateEntered', start],
    ['PassStateExited', start + 1],
    ['MapIterationSucceeded', start + 2],
  ] as const;

const failedIteration = (start: number) =>
  [
    ['MapIterationStarted', start],
    ['FailStateEntered', start + 1],
    ['MapIterationFailed', start + 2],
  ] as const;

const started = [
  ['ExecutionStarted', 0],
  ['PassStateEntered', 0],
  ['PassStateExited', 2],
  ['MapStateEntered', 3],
  ['MapStateStarted', 4],
] as const;

const calledTask = [
  ['ExecutionStarted', 0],
  ['TaskStateEntered', 0],
  ['TaskScheduled', 2],
  ['TaskStarted', 3],
] as const;

export const recordedHistories: readonly RecordedHistory[] = [
  {
    name: 'a Pass state',
    source: `${snapshots}/base/test_base.snapshot.json`,
    definition: inner({ State_1: pass }),
    events: [
      ['ExecutionStarted', 0],
      ['PassStateEntered', 0],
      ['PassStateExited', 2],
      ['ExecutionSucceeded', 3],
    ],
  },
  {
    name: 'a Fail state',
    source: `${snapshots}/base/test_base.snapshot.json`,
    definition: inner({ FailState: fail }),
    events: [
      ['ExecutionStarted', 0],
      ['FailStateEntered', 0],
      ['ExecutionFailed', 2],
    ],
  },
  {
    name: 'a task',
    source: `${snapshots}/services/test_lambda_task_service.snapshot.json`,
    definition: inner({ Start: { ...work, Next: 'EndWithFinal' }, EndWithFinal: pass }),
    events: [
      ...calledTask,
      ['TaskSucceeded', 4],
      ['TaskStateExited', 5],
      ['PassStateEntered', 6],
      ['PassStateExited', 7],
      ['ExecutionSucceeded', 8],
    ],
  },
  {
    name: 'a task that fails',
    source: `${snapshots}/error_handling/test_task_service_lambda.snapshot.json`,
    definition: inner({ Start: { ...missing, End: true } }),
    events: [...calledTask, ['TaskFailed', 4], ['ExecutionFailed', 5]],
  },
  {
    name: 'a task that fails and is caught',
    source: `${snapshots}/error_handling/test_task_service_lambda.snapshot.json`,
    definition: inner({ Start: { ...missing, Catch: caught, End: true }, Handler: pass }),
    events: [
      ...calledTask,
      ['TaskFailed', 4],
      ['TaskStateExited', 5],
      ['PassStateEntered', 6],
      ['PassStateExited', 7],
      ['ExecutionSucceeded', 8],
    ],
  },
  {
    name: 'a function called by its ARN',
    source: `${snapshots}/services/test_lambda_task.snapshot.json`,
    definition: inner({ Start: { Type: 'Task', Resource: functionArn, End: true } }),
    events: [
      ['ExecutionStarted', 0],
      ['TaskStateEntered', 0],
      ['LambdaFunctionScheduled', 2],
      ['LambdaFunctionStarted', 3],
      ['LambdaFunctionSucceeded', 4],
      ['TaskStateExited', 5],
      ['ExecutionSucceeded', 6],
    ],
  },
  {
    name: 'a Map state',
    source: scenarios,
    definition: inner({ Start: list([1, 2]), Map: map({ Item: pass }, { Next: 'Final' }), Final: pass }),
    events: [
      ...started,
      ...iteration(6, 5),
      ...iteration(10, 8),
      ['MapStateSucceeded', 13],
      ['MapStateExited', 13],
      ['PassStateEntered', 15],
      ['PassStateExited', 16],
      ['ExecutionSucceeded', 17],
    ],
  },
  {
    name: 'a Map state that fails',
    source: scenarios,
    definition: inner({ Start: list([1, 2]), Map: map({ Item: fail }, { End: true }) }),
    events: [...started, ...failedIteration(5), ['MapStateFailed', 7], ['ExecutionFailed', 9]],
  },
  {
    name: 'a Map state that fails and is caught',
    source: scenarios,
    definition: inner({
      Start: list([1]),
      Map: map({ Item: fail }, { Catch: caught, End: true }),
      Handler: pass,
    }),
    events: [
      ...started,
      ...failedIteration(5),
      ['MapStateFailed', 7],
      ['MapStateExited', 9],
      ['PassStateEntered', 10],
      ['PassStateExited', 11],
      ['ExecutionSucceeded', 12],
    ],
  },
  {
    name: 'a Map state that is repeated',
    source: scenarios,
    definition: inner({
      Start: list([1]),
      Map: map({ Item: fail }, { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }], End: true }),
    }),
    events: [
      ...started,
      ...failedIteration(5),
      ['MapStateStarted', 7],
      ...failedIteration(9),
      ['MapStateStarted', 11],
      ...failedIteration(13),
      ['MapStateFailed', 15],
      ['ExecutionFailed', 17],
    ],
  },
];
