import { type Fixture, type Resources, resource } from './fixture.ts';
import { changes, type PropertyCase } from './property-case.ts';

export type State = Readonly<Record<string, unknown>>;

/** A state machine with one state, or with the given ones. It starts at `One`. */
export interface Workflow {
  readonly states: Readonly<Record<string, State>>;
  readonly input?: object;
  /** Other fields of the machine, such as `TimeoutSeconds`. */
  readonly machine?: object;
  readonly resources?: Resources;
  /** Prepares the deployed resources. */
  readonly prepare?: () => Promise<void>;
}

const prefix = 'arn:aws:states:::';

/** A workflow of one task. */
export const calling = (Resource: string, Parameters: object, more: State = {}): Workflow => ({
  states: { One: { Type: 'Task', Resource: `${prefix}${Resource}`, Parameters, End: true, ...more } },
});

/** Starts an execution, and returns its ARN and its end. */
export async function start(fixture: Fixture, workflow: Workflow, logicalId = 'Machine') {
  const { states, input = {}, machine = {}, resources = {}, prepare } = workflow;
  // Without the fields that a case removes by setting them to undefined.
  const Definition: unknown = JSON.parse(JSON.stringify({ StartAt: 'One', States: states, ...machine }));
  await fixture.deploy({
    ...resources,
    [logicalId]: resource('AWS::StepFunctions::StateMachine', { Definition, RoleArn: 'role' }),
  });
  await prepare?.();
  const name = `${fixture.stackName}-${logicalId}`;
  const ended = fixture.recorder.waitFor(
    (event) => event.kind === 'executionEnded' && event.machine === name && event.execution === 'execution',
  );
  const { body } = await fixture.call('AWSStepFunctions.StartExecution', {
    stateMachineArn: `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`,
    name: 'execution',
    input: JSON.stringify(input),
  });
  return { executionArn: String(body.executionArn), ended };
}

async function describe(fixture: Fixture, executionArn: string) {
  const { body } = await fixture.call('AWSStepFunctions.DescribeExecution', { executionArn });
  return body;
}

/** Returns the output of the execution, or the name of its error. */
export async function execute(fixture: Fixture, workflow: Workflow): Promise<unknown> {
  const { executionArn, ended } = await start(fixture, workflow);
  await ended;
  const { status, output, error } = await describe(fixture, executionArn);
  return status === 'SUCCEEDED' ? JSON.parse(String(output)) : (error ?? status);
}

/** Runs three executions of a workflow that fails a task and retries it, waits and ends. Earlier ones have ended by then. */
export async function runReferences(fixture: Fixture): Promise<void> {
  for (let reference = 1; reference <= 3; reference++) {
    const retry = { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 1 };
    const { ended } = await start(fixture.another(), {
      states: {
        One: { ...failingTask, Retry: [retry], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Two' }] },
        Two: { Type: 'Wait', Seconds: 1, End: true },
      },
    });
    await ended;
  }
}

/** Returns `waits` for an execution that runs longer than the references, and stops it. Otherwise returns its outcome. */
export async function outcome(fixture: Fixture, workflow: Workflow): Promise<unknown> {
  const { executionArn } = await start(fixture, workflow);
  await runReferences(fixture);
  const { status, error } = await describe(fixture, executionArn);
  if (status !== 'RUNNING') return status === 'SUCCEEDED' ? 'ends' : error;
  await fixture.call('AWSStepFunctions.StopExecution', { executionArn });
  return 'waits';
}

/** A task that fails with `DynamoDB.ResourceNotFoundException`. */
export const failingTask: State = {
  Type: 'Task',
  Resource: 'arn:aws:states:::dynamodb:getItem',
  Parameters: { TableName: 'missing', Key: { voice: { S: 'v1' } } },
};

/** The case of a field of a workflow whose outcome is its output or error. */
export function part<Value>(
  workflow: (value: Value, fixture: Fixture) => Workflow,
  ...outcomes: readonly (readonly [value: Value, outcome: unknown])[]
): PropertyCase {
  return changes((fixture, value: Value) => execute(fixture, workflow(value, fixture)), ...outcomes);
}

/** The case of a field that determines whether an execution waits. */
export function waiting<Value>(
  workflow: (value: Value, fixture: Fixture) => Workflow,
  ...outcomes: readonly (readonly [value: Value, outcome: unknown])[]
): PropertyCase {
  return changes((fixture, value: Value) => outcome(fixture, workflow(value, fixture)), ...outcomes);
}

/** A table with the items `v1` and `v2`, whose labels are `one` and `two`. */
export function voices(
  fixture: Fixture,
): Pick<Workflow, 'resources' | 'prepare'> & { readonly TableName: string } {
  const TableName = `${fixture.stackName}-Voices`;
  const put = (voice: string, label: string) =>
    fixture.call('DynamoDB_20120810.PutItem', {
      TableName,
      Item: { voice: { S: voice }, month: { S: label }, label: { S: label } },
    });
  return {
    TableName,
    resources: {
      Voices: resource('AWS::DynamoDB::Table', {
        AttributeDefinitions: ['voice', 'month'].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        KeySchema: [{ AttributeName: 'voice', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byMonth',
            KeySchema: [{ AttributeName: 'month', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    },
    prepare: async () => {
      await put('v1', 'one');
      await put('v2', 'two');
    },
  };
}
