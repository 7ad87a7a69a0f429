import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { authorizationWith } from '../../../local/http/access.ts';
import { authorization, credentials } from '../../support/local-credentials.ts';
import { attribute, type Fixture, type Resources, ref, refusalOf, resource } from './fixture.ts';
import { casesOf, changes } from './property-case.ts';

const account = '000000000000';
const statement = (Action: string, more: object = {}) => ({ Effect: 'Allow', Action, ...more });
const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const trustOf = (Service: string) => document(statement('sts:AssumeRole', { Principal: { Service } }));
const reading = (Action: string) => document(statement(Action, { Resource: '*' }));
const read = 'sqs:GetQueueAttributes';

const roleOf = (properties: Readonly<Record<string, unknown>> = {}) =>
  resource('AWS::IAM::Role', { AssumeRolePolicyDocument: trustOf('lambda.amazonaws.com'), ...properties });
const queue = resource('AWS::SQS::Queue');
const functionWith = (Role: unknown, handler = 'index.environment') =>
  resource('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Handler: handler,
    Code: { S3Bucket: 'assets', S3Key: 'one.zip' },
    Role,
  });

async function post(url: string, headers: Readonly<Record<string, string>>, body: object) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization, ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

/** Deploys a function, and returns the access key id in its environment. */
async function keyOfFunction(fixture: Fixture, resources: Resources): Promise<string> {
  const { Name = '' } = await fixture.deploy(resources, { Name: ref('Function') });
  const path = `/2015-03-31/functions/${Name}/invocations`;
  const { text } = await post(`${fixture.services.server.url}${path}`, {}, {});
  return String(JSON.parse(text).AWS_ACCESS_KEY_ID);
}

/** Returns the status with which a queue answers the function. */
function statusForFunction(fixture: Fixture, resources: Resources): Promise<number> {
  return fixture.enforcing(async () => {
    const key = await keyOfFunction(fixture, { Queue: queue, ...resources });
    const { url } = fixture.services.sqs;
    const headers = {
      authorization: authorizationWith(key),
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.GetQueueAttributes',
    };
    const QueueUrl = `${url}/${account}/${fixture.stackName}-Queue`;
    return (await post(url, headers, { QueueUrl })).status;
  });
}

/** Returns the ARN of the function, as STS shows it. */
function arnOfFunction(fixture: Fixture, resources: Resources): Promise<string> {
  return fixture.enforcing(async () => {
    const key = await keyOfFunction(fixture, resources);
    const response = await fetch(fixture.services.server.url, {
      method: 'POST',
      headers: {
        authorization: authorizationWith(key),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
    return /<Arn>(.*)<\/Arn>/.exec(await response.text())?.[1]?.split('/')[1] ?? '';
  });
}

/** Puts an event, and returns how often the rule's target received it. */
function outcomeOfRule(fixture: Fixture, target: unknown, resources: Resources, targetMore: object = {}) {
  return fixture.enforcing(async () => {
    const { Rule = '' } = await fixture.deploy(
      {
        Rule: resource('AWS::Events::Rule', {
          EventPattern: { source: ['permissions'] },
          Targets: [{ Id: 'Target0', Arn: target, ...targetMore }],
        }),
        ...resources,
      },
      { Rule: ref('Rule') },
    );
    const Entries = [{ Source: 'permissions', DetailType: 'Test', Detail: '{}' }];
    await fixture.call('AWSEvents.PutEvents', { Entries });
    const outcome = await fixture.recorder.waitFor(
      (event) => event.kind === 'ruleInvoked' && event.rule === Rule,
    );
    return outcome.kind === 'ruleInvoked' ? outcome.outcome : '';
  });
}

const invokedByRule = (fixture: Fixture, properties: object) =>
  outcomeOfRule(fixture, attribute('Function'), {
    Role: roleOf(),
    Function: functionWith(attribute('Role')),
    Other: functionWith(attribute('Role')),
    Permission: resource('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: ref('Function'),
      Principal: 'events.amazonaws.com',
      ...properties,
    }),
  });

const queuePolicy = (queues: string, Action: string) => ({
  One: queue,
  Other: queue,
  Policy: resource('AWS::SQS::QueuePolicy', {
    Queues: [ref(queues)],
    PolicyDocument: document(
      statement(Action, { Resource: '*', Principal: { Service: 'events.amazonaws.com' } }),
    ),
  }),
});

/** Returns the status of a request for the bucket `One`. */
function bucketStatus(fixture: Fixture, bucket: string, Action: string) {
  return fixture.enforcing(async () => {
    const { Name = '' } = await fixture.deploy(
      {
        One: resource('AWS::S3::Bucket'),
        Other: resource('AWS::S3::Bucket'),
        Policy: resource('AWS::S3::BucketPolicy', {
          Bucket: ref(bucket),
          PolicyDocument: document({ Effect: 'Deny', Action, Principal: '*', Resource: '*' }),
        }),
      },
      { Name: ref('One') },
    );
    const endpoint = fixture.services.s3.url;
    const client = new S3Client({ region: 'us-east-1', endpoint, credentials });
    const { $metadata } = await client.send(new HeadBucketCommand({ Bucket: Name })).catch((error) => error);
    client.destroy();
    return $metadata.httpStatusCode;
  });
}

const inline = (Action: string) => [{ PolicyName: 'inline', PolicyDocument: reading(Action) }];
const withPolicy = (type: string, properties: Readonly<Record<string, unknown>>) => ({
  Role: roleOf(),
  OtherRole: roleOf(),
  Function: { ...functionWith(attribute('Role')), DependsOn: ['Policy'] },
  Policy: resource(type, properties),
});

/** The cases of a policy that is attached to roles. */
const attachedCases = (type: string) => ({
  'PolicyDocument#Statement': changes(
    (fixture, action: string) =>
      statusForFunction(fixture, withPolicy(type, { Roles: [ref('Role')], PolicyDocument: reading(action) })),
    [read, 200],
    ['sqs:SendMessage', 403],
  ),
  Roles: changes(
    (fixture, role: string) =>
      statusForFunction(fixture, withPolicy(type, { Roles: [ref(role)], PolicyDocument: reading(read) })),
    ['Role', 200],
    ['OtherRole', 403],
  ),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html */
export const iamCases = {
  ...casesOf('AWS::IAM::Role', {
    'AssumeRolePolicyDocument#Statement': changes(
      (fixture, service: string) =>
        refusalOf(() =>
          statusForFunction(fixture, {
            Role: roleOf({ AssumeRolePolicyDocument: trustOf(service) }),
            Function: functionWith(attribute('Role')),
          }),
        ).then((message) => message.replace(/^.*lambda/, 'lambda').replace(/ the role .*$/, '')),
      ['lambda.amazonaws.com', 'accepted'],
      ['states.amazonaws.com', 'lambda.amazonaws.com may not assume'],
    ),
    ManagedPolicyArns: changes(
      (fixture, policy: string) =>
        statusForFunction(fixture, {
          One: resource('AWS::IAM::ManagedPolicy', { PolicyDocument: reading(read) }),
          Other: resource('AWS::IAM::ManagedPolicy', { PolicyDocument: reading('sqs:SendMessage') }),
          Role: roleOf({ ManagedPolicyArns: [ref(policy)] }),
          Function: functionWith(attribute('Role')),
        }),
      ['One', 200],
      ['Other', 403],
    ),
    'Policies#Statement': changes(
      (fixture, action: string) =>
        statusForFunction(fixture, {
          Role: roleOf({ Policies: inline(action) }),
          Function: functionWith(attribute('Role')),
        }),
      [read, 200],
      ['sqs:SendMessage', 403],
    ),
    RoleName: changes(
      (fixture, RoleName: string) =>
        arnOfFunction(fixture, { Role: roleOf({ RoleName }), Function: functionWith(attribute('Role')) }),
      ['one', 'one'],
      ['other', 'other'],
    ),
  }),
  ...casesOf('AWS::IAM::Policy', attachedCases('AWS::IAM::Policy')),
  ...casesOf('AWS::IAM::ManagedPolicy', {
    ManagedPolicyName: changes(
      async (fixture, ManagedPolicyName: string) => {
        const Policy = resource('AWS::IAM::ManagedPolicy', {
          ManagedPolicyName,
          PolicyDocument: reading(read),
        });
        return (await fixture.deploy({ Policy }, { Arn: ref('Policy') })).Arn;
      },
      ['one', `arn:aws:iam::${account}:policy/one`],
      ['other', `arn:aws:iam::${account}:policy/other`],
    ),
    ...attachedCases('AWS::IAM::ManagedPolicy'),
  }),
  ...casesOf('AWS::Lambda::Function', {
    Role: changes(
      (fixture, role: string) =>
        statusForFunction(fixture, {
          Reader: roleOf({ Policies: inline(read) }),
          Sender: roleOf({ Policies: inline('sqs:SendMessage') }),
          Function: functionWith(attribute(role)),
        }),
      ['Reader', 200],
      ['Sender', 403],
    ),
  }),
  ...casesOf('AWS::Lambda::Permission', {
    Action: changes(
      (fixture, Action: string) => invokedByRule(fixture, { Action }),
      ['lambda:InvokeFunction', 'delivered'],
      ['lambda:GetFunction', 'lost'],
    ),
    FunctionName: changes(
      (fixture, name: string) => invokedByRule(fixture, { FunctionName: ref(name) }),
      ['Function', 'delivered'],
      ['Other', 'lost'],
    ),
    Principal: changes(
      (fixture, Principal: string) => invokedByRule(fixture, { Principal }),
      ['events.amazonaws.com', 'delivered'],
      ['apigateway.amazonaws.com', 'lost'],
    ),
    SourceAccount: changes(
      (fixture, SourceAccount: string) => invokedByRule(fixture, { SourceAccount }),
      [account, 'delivered'],
      ['111111111111', 'lost'],
    ),
    SourceArn: changes(
      (fixture, name: string) =>
        invokedByRule(fixture, { SourceArn: `arn:aws:events:us-east-1:${account}:rule/${name}` }),
      ['*', 'delivered'],
      ['another', 'lost'],
    ),
  }),
  ...casesOf('AWS::SQS::QueuePolicy', {
    'PolicyDocument#Statement': changes(
      (fixture, action: string) => outcomeOfRule(fixture, attribute('One'), queuePolicy('One', action)),
      ['sqs:SendMessage', 'delivered'],
      ['sqs:ReceiveMessage', 'lost'],
    ),
    Queues: changes(
      (fixture, name: string) =>
        outcomeOfRule(fixture, attribute('One'), queuePolicy(name, 'sqs:SendMessage')),
      ['One', 'delivered'],
      ['Other', 'lost'],
    ),
  }),
  ...casesOf('AWS::S3::BucketPolicy', {
    Bucket: changes(
      (fixture, name: string) => bucketStatus(fixture, name, 's3:ListBucket'),
      ['One', 403],
      ['Other', 200],
    ),
    'PolicyDocument#Statement': changes(
      (fixture, action: string) => bucketStatus(fixture, 'One', action),
      ['s3:ListBucket', 403],
      ['s3:GetObject', 200],
    ),
  }),
  ...casesOf('AWS::Events::Rule', {
    'Targets.RoleArn': changes(
      (fixture, role: string) => {
        const sending = (Action: string) =>
          roleOf({
            AssumeRolePolicyDocument: trustOf('events.amazonaws.com'),
            Policies: inline(Action),
          });
        return outcomeOfRule(
          fixture,
          attribute('One'),
          { One: queue, Sender: sending('sqs:SendMessage'), Reader: sending(read) },
          { RoleArn: attribute(role) },
        );
      },
      ['Sender', 'delivered'],
      ['Reader', 'lost'],
    ),
  }),
};
