import { expect } from '@jest/globals';
import { authorization } from '../../support/local-credentials.ts';
import { attribute, type Declared, type Fixture, ref, resource } from './fixture.ts';
import { casesOf, changes } from './property-case.ts';

/** A function of `assembly/one`. */
export const functionResource = (properties: object = {}): Declared =>
  resource('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::000000000000:role/r',
    Code: { S3Bucket: 'assets', S3Key: 'one.zip' },
    ...properties,
  });
const queue = resource('AWS::SQS::Queue');

/** Invokes a function by its API and returns its result, its error or the error of the call. */
async function invoke(fixture: Fixture, name: string, payload: object = {}, type = 'RequestResponse') {
  const url = `${fixture.services.server.url}/2015-03-31/functions/${name}/invocations`;
  const headers = { authorization, 'x-amz-invocation-type': type };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(payload) });
  const text = await response.text();
  return response.status === 200 ? JSON.parse(text) : response.status;
}

async function deployFunction(fixture: Fixture, properties: object): Promise<string> {
  const { Name = '' } = await fixture.deploy(
    { Function: functionResource(properties) },
    { Name: ref('Function') },
  );
  return Name;
}

/** Deploys a function with the property and returns the result of an invocation. */
const result =
  <Value>(property: (value: Value) => object, payload: object = {}) =>
  async (fixture: Fixture, value: Value) =>
    invoke(fixture, await deployFunction(fixture, property(value)), payload);

async function variables(fixture: Fixture, properties: object): Promise<Record<string, string>> {
  return invoke(fixture, await deployFunction(fixture, { Handler: 'index.environment', ...properties }));
}

/** Waits for a message on the queue `One` or `Other` of the run. */
async function nextMessage({ recorder, stackName }: Fixture): Promise<{ queue: string; body: string }> {
  const names = ['One', 'Other'].map((name) => `${stackName}-${name}`);
  const event = await recorder.waitFor((one) => one.kind === 'messageReceived' && names.includes(one.queue));
  if (event.kind !== 'messageReceived') throw new Error('Another event was recorded.');
  return { queue: event.queue.replace(`${stackName}-`, ''), body: event.body };
}

/** Invokes two functions as events, and returns the record that the destination of one of them receives. */
async function destinationRecord(fixture: Fixture, handler: string, config: object) {
  await fixture.deploy({
    One: queue,
    Other: queue,
    Function: functionResource({ Handler: handler }),
    Second: functionResource({ Handler: handler }),
    Config: resource('AWS::Lambda::EventInvokeConfig', {
      FunctionName: ref('Function'),
      Qualifier: '$LATEST',
      ...config,
    }),
  });
  for (const name of ['Function', 'Second'])
    await invoke(fixture, `${fixture.stackName}-${name}`, {}, 'Event');
  const { queue: name, body } = await nextMessage(fixture);
  const { condition, approximateInvokeCount, functionArn } = JSON.parse(body).requestContext;
  return { name, condition, attempts: approximateInvokeCount, function: functionArn.split(/[:-]/).at(-2) };
}

const onFailure = (target = 'One') => ({
  DestinationConfig: { OnFailure: { Destination: attribute(target) } },
});

/** Returns the messages that the function prints, with the format of the lines. */
async function lines(fixture: Fixture, LoggingConfig: object): Promise<string[]> {
  const name = await deployFunction(fixture, { Handler: 'index.print', LoggingConfig });
  await invoke(fixture, name);
  await fixture.recorder.waitFor(
    (event) => event.kind === 'functionLog' && event.functionName === name && event.line.includes('warning'),
  );
  const logged = fixture.recorder.ofKind('functionLog').filter(({ functionName }) => functionName === name);
  return logged.map(({ line }) => (line.startsWith('{') ? JSON.parse(line).message : 'text'));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const functionCases = casesOf('AWS::Lambda::Function', {
  'Code.S3Key': changes(
    result((S3Key: string) => ({ Code: { S3Bucket: 'assets', S3Key } })),
    ['one.zip', 'one'],
    ['other.zip', 'other'],
  ),
  'DeadLetterConfig.TargetArn': changes(
    async (fixture, target: string) => {
      const dead = { Handler: 'index.fail', DeadLetterConfig: { TargetArn: attribute(target) } };
      await fixture.deploy({ One: queue, Other: queue, Function: functionResource(dead) });
      await invoke(fixture, `${fixture.stackName}-Function`, {}, 'Event');
      return (await nextMessage(fixture)).queue;
    },
    ['One', 'One'],
    ['Other', 'Other'],
  ),
  'Environment.Variables.*': changes(
    async (fixture, COLOUR: string) =>
      (await variables(fixture, { Environment: { Variables: { COLOUR } } })).COLOUR,
    ['blue', 'blue'],
    ['red', 'red'],
  ),
  FunctionName: changes(
    async (fixture, FunctionName: string) => {
      await deployFunction(fixture, { FunctionName });
      return invoke(fixture, 'named-function');
    },
    ['other-function', 404],
    ['named-function', 'one'],
  ),
  Handler: changes(
    result((Handler: string) => ({ Handler })),
    ['index.handler', 'one'],
    ['index.another', 'another'],
  ),
  'LoggingConfig.ApplicationLogLevel': changes(
    (fixture, ApplicationLogLevel: string) => lines(fixture, { LogFormat: 'JSON', ApplicationLogLevel }),
    ['DEBUG', ['details', 'warning']],
    ['WARN', ['warning']],
  ),
  'LoggingConfig.LogFormat': changes(
    (fixture, LogFormat: string) => lines(fixture, { LogFormat }),
    ['Text', ['text', 'text']],
    ['JSON', ['warning']],
  ),
  'LoggingConfig.LogGroup': changes(
    async (fixture, LogGroup: string) =>
      (await variables(fixture, { LoggingConfig: { LogGroup } })).AWS_LAMBDA_LOG_GROUP_NAME,
    ['/voices', '/voices'],
    ['/others', '/others'],
  ),
  MemorySize: changes(
    result((MemorySize: number) => ({ Handler: 'index.allocate', MemorySize, Timeout: 60 }), {
      mebibytes: 160,
    }),
    [512, 160],
    [128, expect.objectContaining({ errorType: 'Runtime.OutOfMemory' })],
  ),
  ReservedConcurrentExecutions: changes(
    result((ReservedConcurrentExecutions: number) => ({ ReservedConcurrentExecutions })),
    [1, 'one'],
    [0, 429],
  ),
  Timeout: changes(
    result((Timeout: number) => ({ Handler: 'index.sleep', Timeout }), { milliseconds: 1_020 }),
    [60, 'slept'],
    [1, expect.objectContaining({ errorType: 'Sandbox.Timedout' })],
  ),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html */
const eventInvokeConfigCases = casesOf('AWS::Lambda::EventInvokeConfig', {
  'DestinationConfig.OnFailure.Destination': changes(
    async (fixture, target: string) =>
      (await destinationRecord(fixture, 'index.fail', onFailure(target))).name,
    ['One', 'One'],
    ['Other', 'Other'],
  ),
  'DestinationConfig.OnSuccess.Destination': changes(
    async (fixture, target: string) => {
      const DestinationConfig = { OnSuccess: { Destination: attribute(target) } };
      return (await destinationRecord(fixture, 'index.handler', { DestinationConfig })).name;
    },
    ['One', 'One'],
    ['Other', 'Other'],
  ),
  FunctionName: changes(
    async (fixture, name: string) => {
      const config = { FunctionName: ref(name), ...onFailure() };
      return (await destinationRecord(fixture, 'index.fail', config)).function;
    },
    ['Function', 'Function'],
    ['Second', 'Second'],
  ),
  MaximumEventAgeInSeconds: changes(
    async (fixture, MaximumEventAgeInSeconds: number) => {
      const config = { MaximumEventAgeInSeconds, ...onFailure() };
      return (await destinationRecord(fixture, 'index.fail', config)).condition;
    },
    [21_600, 'RetriesExhausted'],
    [60, 'EventAgeExceeded'],
  ),
  MaximumRetryAttempts: changes(
    async (fixture, MaximumRetryAttempts: number) =>
      (await destinationRecord(fixture, 'index.fail', { MaximumRetryAttempts, ...onFailure() })).attempts,
    [0, 1],
    [2, 3],
  ),
});

export const lambdaCases = { ...functionCases, ...eventInvokeConfigCases };
