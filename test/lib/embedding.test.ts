import { describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ConfigurationError, VoiceDesign, type VoiceDesignSettings } from '../../lib/index.ts';
import { Alarms } from '../../lib/observability/alarms.ts';
import { synthesized, templateOf } from '../support/synthesized.ts';

const cliOutputs = [
  'AlarmTopicArns',
  'ApiUrl',
  'DeadLetterQueueUrls',
  'DesignVoiceStateMachineArn',
  'DiagnoseDeploymentFunctionName',
  'EventBusName',
  'EventFunctionNames',
  'EventsQueueUrl',
  'PreviewsBucketName',
  'ProbeProviderFunctionName',
  'ProviderSecretArn',
  'PurgeVoicesStateMachineArn',
  'ReconcileVoicesStateMachineArn',
  'StudioUrl',
  'VoicesTableName',
];

/** Returns the names of the outputs, except the one that the CDK's `RestApi` adds. */
function outputsOf(template: { readonly Outputs: object }): string[] {
  return Object.keys(template.Outputs).filter((name) => !name.includes('RestApiEndpoint'));
}

function statements(template: Template, role: string): unknown {
  const [policy] = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
    id.startsWith(role),
  );
  return policy?.[1].Properties.PolicyDocument.Statement;
}

describe('VoiceDesign in another stack', () => {
  it('adds the outputs that the command line reads, like VoiceDesignStack', () => {
    expect(outputsOf(templateOf('Audiobook')).sort()).toEqual(cliOutputs);
    expect(outputsOf(synthesized()).sort()).toEqual(cliOutputs);
  });

  it('grants exactly putting events on the bus and consuming events from the queue', () => {
    const template = Template.fromJSON(templateOf('Audiobook'));
    expect(statements(template, 'Publisher')).toEqual([
      {
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^VoicesBus/), 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: [
          'sqs:ChangeMessageVisibility',
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
          'sqs:GetQueueUrl',
          'sqs:ReceiveMessage',
        ],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^VoicesEventsQueue/), 'Arn'] },
      },
    ]);
  });

  it("has metrics with the construct's name, and events that rules of the app can match", () => {
    const template = Template.fromJSON(templateOf('Audiobook'));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'QuotaUsed',
      Threshold: 50,
      Dimensions: Match.arrayWith([{ Name: 'Deployment', Value: 'Audiobook.Voices' }]),
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'detail-type': ['Voice Ready'],
        detail: { voice: { labels: { project: ['audiobook'] } } },
      },
    });
  });

  it('notifies an existing topic, also one of the same app, and a created one if an address is set', () => {
    const template = Template.fromJSON(templateOf('Pager'));
    const [created, existing] = [
      { Ref: expect.stringMatching(/^VoicesAlarmsTopic/) },
      { Ref: expect.stringMatching(/^Pager/) },
    ];
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.length).toBeGreaterThan(25);
    for (const { Properties } of alarms) {
      expect([Properties.AlarmActions, Properties.OKActions]).toEqual([
        [created, existing],
        [created, existing],
      ]);
    }
    template.resourceCountIs('AWS::SNS::TopicPolicy', 1);
    expect(template.findOutputs('AlarmTopicArns').AlarmTopicArns?.Value).toEqual({
      'Fn::Join': [',', [created, existing]],
    });
  });

  it.each([
    [
      'eu-west-1',
      /ap-southeast-1, but the stack is in eu-west-1; CloudWatch needs a topic in the same region/,
    ],
    ['ap-southeast-1', null],
    [undefined, null],
  ])('refuses a topic of another region in a stack of %s', (region, message) => {
    const stack = new Stack(new App(), 'Stack', { env: { region } });
    const topicArn = 'arn:aws:sns:ap-southeast-1:111122223333:pager';
    const create = () => new Alarms(stack, 'Alarms', { email: undefined, topicArn });
    if (message === null) expect(create().topicArns).toEqual([topicArn]);
    else expect(create).toThrow(message);
  });

  it("does not set the account's API Gateway role with apiLogRole: false", () => {
    const has = (type: string) =>
      Object.values(synthesized({ apiLogRole: false }).Resources).filter(({ Type }) => Type === type).length;
    expect(has('AWS::ApiGateway::Account')).toBe(0);
    expect(has('AWS::ApiGateway::RestApi')).toBe(1);
  });

  it('has no path, function or output of the studio with studio: false', () => {
    const text = (settings: VoiceDesignSettings) => JSON.stringify(synthesized(settings));
    expect(text({})).toMatch(/\{file\+\}.*StudioUrl/);
    expect(text({ studio: false })).not.toMatch(/studio/i);
  });

  it('has no queue by default, refuses grantListen without one, and refuses a second set of outputs in a stack', () => {
    const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Stack');
    const voices = new VoiceDesign(stack, 'Voices');
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    expect(voices.eventsQueue).toBeUndefined();
    expect(() => voices.grantListen(role)).toThrow(ConfigurationError);
    expect(() => voices.grantListen(role)).toThrow('Stack/Voices: grantListen needs the prop eventsQueue');
    expect(() => new VoiceDesign(stack, 'Second')).toThrow(
      /Stack\/Second: the stack Stack already has an output ApiUrl/,
    );
    expect(() => new VoiceDesign(stack, 'Third', { outputs: false })).not.toThrow();
  });
});

describe('VoiceDesign in a nested stack', () => {
  it('leaves 60 of the resources that CloudFormation allows in a stack', () => {
    for (const template of [templateOf('Nested'), templateOf('Audiobook'), synthesized()]) {
      const size = Object.keys(template.Resources).length;
      expect(size).toBeGreaterThan(200);
      expect(size).toBeLessThanOrEqual(440);
    }
  });

  it('adds its outputs, and has names that contain the name of the nested stack', () => {
    const template = templateOf('Nested');
    expect(outputsOf(template)).toEqual(expect.arrayContaining(cliOutputs));
    const bus = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::Events::EventBus');
    expect(JSON.stringify(bus?.Properties.Name)).toContain('{"Ref":"AWS::StackName"}');
  });
});
