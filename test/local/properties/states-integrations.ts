import { attribute, type Fixture, ref, resource } from './fixture.ts';
import { functionResource } from './lambda.ts';
import { changes, type PropertyCase, type PropertyCases } from './property-case.ts';
import { putObject } from './s3.ts';
import { dynamoDbTaskCases } from './states-dynamodb.ts';
import { callback } from './states-fields.ts';
import { calling, execute, part, start, type Workflow } from './states-fixture.ts';

const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`;

const entry = { Source: 'test', DetailType: 'Voice Created', Detail: { x: 1 } };

/** Publishes an event in a task, and returns the member of the event that a queue receives. */
async function published(
  fixture: Fixture,
  changed: object,
  read: (event: Record<string, unknown>) => unknown,
) {
  const { ended } = await start(fixture, {
    resources: {
      Queue: resource('AWS::SQS::Queue'),
      Bus: resource('AWS::Events::EventBus', { Name: 'tasks' }),
      OtherBus: resource('AWS::Events::EventBus', { Name: 'others' }),
      Rule: resource('AWS::Events::Rule', {
        EventBusName: 'tasks',
        EventPattern: { account: ['000000000000'] },
        Targets: [{ Id: 'Target0', Arn: attribute('Queue') }],
      }),
    },
    ...calling('events:putEvents', { Entries: [{ ...entry, EventBusName: 'tasks', ...changed }] }),
  });
  await ended;
  const QueueUrl = `${fixture.services.sqs.url}/000000000000/${fixture.stackName}-Queue`;
  const { body } = await fixture.call('AmazonSQS.ReceiveMessage', { QueueUrl });
  const [message] = Array.isArray(body.Messages) ? body.Messages : [];
  return message === undefined ? 'none' : read(JSON.parse(message.Body));
}
const eventCases: PropertyCases = {
  'events:putEvents': changes(
    (fixture, own: boolean) =>
      execute(
        fixture,
        own
          ? calling('events:putEvents', { Entries: [entry] }, { OutputPath: '$.FailedEntryCount' })
          : calling('lambda:invoke', { FunctionName: 'missing' }),
      ),
    [true, 0],
    [false, 'Lambda.ResourceNotFoundException'],
  ),
  'events.Source': changes(
    (fixture, Source: string) => published(fixture, { Source }, ({ source }) => source),
    ['a', 'a'],
    ['b', 'b'],
  ),
  'events.DetailType': changes(
    (fixture, DetailType: string) => published(fixture, { DetailType }, (event) => event['detail-type']),
    ['a', 'a'],
    ['b', 'b'],
  ),
  'events.Detail': changes(
    (fixture, Detail: object) => published(fixture, { Detail }, ({ detail }) => detail),
    [{ a: 1 }, { a: 1 }],
    [{ b: 2 }, { b: 2 }],
  ),
  'events.EventBusName': changes(
    (fixture, EventBusName: string) => published(fixture, { EventBusName }, ({ source }) => source),
    ['tasks', 'test'],
    ['others', 'none'],
  ),
  'events.Resources': changes(
    (fixture, one: string) =>
      published(fixture, { Resources: [one] }, ({ resources }) => Array.isArray(resources) && resources[0]),
    ['a', 'a'],
    ['b', 'b'],
  ),
};

/** Calls a function of the fixture and returns its payload, or the error of the task. */
const invoke = (logicalId: string, changed: object = {}): Workflow => ({
  resources: {
    Echo: functionResource({ Handler: 'index.echo' }),
    First: functionResource(),
  },
  ...calling(
    'lambda:invoke',
    { FunctionName: ref(logicalId), Payload: { x: 1 }, ...changed },
    { OutputPath: '$.Payload' },
  ),
});
const lambdaCases: PropertyCases = {
  'lambda:invoke': part(
    (own: boolean) =>
      own
        ? invoke('First')
        : {
            ...invoke('First'),
            ...calling('states:startExecution', { StateMachineArn: arn('states', 'stateMachine:missing') }),
          },
    [true, 'one'],
    [false, 'StepFunctions.StateMachineDoesNotExistException'],
  ),
  'lambda.FunctionName': part((name: string) => invoke(name), ['Echo', { x: 1 }], ['First', 'one']),
  'lambda.Payload': part(
    (Payload: object) => invoke('Echo', { Payload }),
    [{ a: 1 }, { a: 1 }],
    [{ b: 2 }, { b: 2 }],
  ),
  'function ARN': part(
    (name: string) => ({
      ...invoke(name),
      states: { One: { Type: 'Task', Resource: attribute(name), End: true } },
    }),
    ['Echo', {}],
    ['First', 'one'],
  ),
};

/** Starts an execution in a task, and returns the machine, the name or the input of the started execution. */
async function started(
  fixture: Fixture,
  changed: object,
  read: (described: Record<string, unknown>) => unknown,
) {
  const machine = (name: string) =>
    resource('AWS::StepFunctions::StateMachine', {
      StateMachineName: name,
      Definition: { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } },
      RoleArn: 'role',
    });
  const output = await execute(fixture, {
    resources: { A: machine('task-a'), B: machine('task-b') },
    ...calling(
      'states:startExecution',
      { StateMachineArn: arn('states', 'stateMachine:task-a'), Name: fixture.stackName, ...changed },
      { OutputPath: '$.ExecutionArn' },
    ),
  });
  return read((await fixture.call('AWSStepFunctions.DescribeExecution', { executionArn: output })).body);
}
const statesCases: PropertyCases = {
  'states:startExecution': part(
    (own: boolean) =>
      own
        ? calling('states:startExecution', { StateMachineArn: arn('states', 'stateMachine:missing') })
        : calling('lambda:invoke', { FunctionName: 'missing' }),
    [true, 'StepFunctions.StateMachineDoesNotExistException'],
    [false, 'Lambda.ResourceNotFoundException'],
  ),
  'states.StateMachineArn': changes(
    (fixture, name: string) =>
      started(
        fixture,
        { StateMachineArn: arn('states', `stateMachine:${name}`) },
        ({ stateMachineArn }) => stateMachineArn,
      ),
    ['task-a', arn('states', 'stateMachine:task-a')],
    ['task-b', arn('states', 'stateMachine:task-b')],
  ),
  'states.Name': changes(
    (fixture, Name: string) => started(fixture, { Name }, ({ name }) => name),
    ['named-a', 'named-a'],
    ['named-b', 'named-b'],
  ),
  'states.Input': changes(
    (fixture, Input: object) => started(fixture, { Input }, ({ input }) => input),
    [{ a: 1 }, '{"a":1}'],
    [{ b: 2 }, '{"b":2}'],
  ),
};

/** Deletes an object in a task, and returns the status of a read of `tasks/kept`. */
async function readAfterDelete(
  fixture: Fixture,
  parameters: object,
  Resource = 'aws-sdk:s3:deleteObject',
): Promise<unknown> {
  await execute(fixture, {
    resources: {
      Bucket: resource('AWS::S3::Bucket', { BucketName: 'tasks' }),
      Others: resource('AWS::S3::Bucket', { BucketName: 'other-tasks' }),
    },
    prepare: async () => void (await putObject(fixture, 'tasks', 'kept')),
    ...calling(Resource, parameters),
  });
  return putObject(fixture, 'tasks', 'kept', '*');
}
const s3Cases: PropertyCases = {
  'aws-sdk:s3:deleteObject': changes(
    (fixture, own: boolean) =>
      own
        ? readAfterDelete(fixture, { Bucket: 'tasks', Key: 'kept' })
        : readAfterDelete(fixture, { FunctionName: 'missing' }, 'lambda:invoke'),
    [true, 200],
    [false, 412],
  ),
  'aws-sdk:s3.Bucket': changes(
    (fixture, Bucket: string) => readAfterDelete(fixture, { Bucket, Key: 'kept' }),
    ['tasks', 200],
    ['other-tasks', 412],
  ),
  'aws-sdk:s3.Key': changes(
    (fixture, Key: string) => readAfterDelete(fixture, { Bucket: 'tasks', Key }),
    ['kept', 200],
    ['other', 412],
  ),
};

const tokenCase: PropertyCase = changes(
  async (fixture, suffix: string) => {
    const { states, ...workflow } = callback(fixture, { TimeoutSeconds: 1 });
    const Resource = `arn:aws:states:::aws-sdk:dynamodb:putItem${suffix}`;
    const Parameters = { TableName: `${fixture.stackName}-Voices`, Item: { voice: { S: 'v9' } } };
    return execute(fixture, {
      ...workflow,
      states: { One: { ...states.One, Resource, Parameters, OutputPath: null } },
    });
  },
  ['.waitForTaskToken', 'States.Timeout'],
  ['', {}],
);

/** https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html */
export const integrationCases: PropertyCases = {
  ...dynamoDbTaskCases,
  ...eventCases,
  ...lambdaCases,
  ...statesCases,
  ...s3Cases,
  '.waitForTaskToken': tokenCase,
};
