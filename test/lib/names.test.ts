import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Template } from '../../local/assembly/template.ts';
import { unusualSettings } from '../support/deployments.ts';
import { synthesized, templateOf } from '../support/synthesized.ts';

/** The area in which a physical name has to be unique. */
type Uniqueness = 'region' | 'account' | 'global' | 'parent';

interface NameProperty {
  readonly property: string;
  readonly within: Uniqueness;
  readonly max?: number;
}

/**
 * The property with the physical name of each resource type in the template, or null for a type without one. A new type
 * has to be added here.
 */
const nameProperties: Readonly<Record<string, NameProperty | null>> = {
  'AWS::ApiGateway::Account': null,
  'AWS::ApiGateway::Authorizer': { property: 'Name', within: 'parent' },
  'AWS::ApiGateway::Deployment': null,
  'AWS::ApiGateway::GatewayResponse': null,
  'AWS::ApiGateway::Method': null,
  'AWS::ApiGateway::Resource': null,
  'AWS::ApiGateway::RestApi': { property: 'Name', within: 'region' },
  'AWS::ApiGateway::Stage': { property: 'StageName', within: 'parent' },
  'AWS::CloudWatch::Dashboard': { property: 'DashboardName', within: 'account', max: 255 },
  'AWS::CloudWatch::Alarm': { property: 'AlarmName', within: 'region', max: 255 },
  'AWS::DynamoDB::Table': { property: 'TableName', within: 'region' },
  'AWS::Events::EventBus': { property: 'Name', within: 'region', max: 256 },
  'AWS::Events::Rule': { property: 'Name', within: 'region' },
  'AWS::IAM::Policy': { property: 'PolicyName', within: 'parent' },
  'AWS::IAM::Role': { property: 'RoleName', within: 'account' },
  'AWS::Lambda::EventInvokeConfig': null,
  'AWS::Lambda::Function': { property: 'FunctionName', within: 'region' },
  'AWS::Lambda::Permission': null,
  'AWS::Logs::LogGroup': { property: 'LogGroupName', within: 'region', max: 512 },
  'AWS::S3::Bucket': { property: 'BucketName', within: 'global' },
  'AWS::S3::BucketPolicy': null,
  'AWS::SNS::Subscription': null,
  'AWS::SNS::Topic': { property: 'TopicName', within: 'region' },
  'AWS::SNS::TopicPolicy': null,
  'AWS::SQS::Queue': { property: 'QueueName', within: 'region' },
  'AWS::SQS::QueuePolicy': null,
  'AWS::Scheduler::Schedule': { property: 'Name', within: 'region' },
  'AWS::SecretsManager::Secret': { property: 'Name', within: 'region' },
  'AWS::StepFunctions::StateMachine': { property: 'StateMachineName', within: 'region' },
  'Custom::S3AutoDeleteObjects': null,
};

interface FixedName extends NameProperty {
  readonly id: string;
  readonly type: string;
  readonly name: unknown;
  readonly deletionPolicy: string | undefined;
}

/** Returns all physical names that the template fixes. CloudFormation generates the others, with a random part. */
function fixedNames(template: Template): FixedName[] {
  return Object.entries(template.Resources).flatMap(([id, { Type: type, Properties, DeletionPolicy }]) => {
    const known = nameProperties[type];
    if (known === undefined)
      throw new Error(`Add ${type} to nameProperties, with the property of its name or null.`);
    const name = known && Properties[known.property];
    return known && name !== undefined ? [{ id, type, name, ...known, deletionPolicy: DeletionPolicy }] : [];
  });
}

/** Returns the names that a deployment claims. Two deployments with an equal claim cannot exist at the same time. */
function claims(template: Template, { account, region }: { account: string; region: string }): string[] {
  const places = { global: '', account, region: `${account} ${region}` };
  return fixedNames(template).flatMap(({ type, name, within }) =>
    within === 'parent' ? [] : [`${places[within]} ${type} ${JSON.stringify(name)}`],
  );
}

describe('physical names', () => {
  let template: Template;
  let everything: Template;
  beforeAll(() => {
    template = synthesized();
    everything = synthesized(unusualSettings);
  });

  it('are not fixed for retained resources, so that the stack can be deployed again after its deletion', () => {
    for (const each of [template, everything]) {
      const retained = fixedNames(each).filter(({ deletionPolicy }) =>
        ['Retain', 'RetainExceptOnCreate', 'Snapshot'].includes(deletionPolicy ?? 'Delete'),
      );
      expect(retained).toEqual([]);
    }
  });

  it("contain the stack's name if they are fixed and have to be unique", () => {
    const named = fixedNames(everything).filter(({ within }) => within !== 'parent');
    expect(new Set(named.map(({ type }) => type))).toEqual(
      new Set([
        'AWS::ApiGateway::RestApi',
        'AWS::CloudWatch::Alarm',
        'AWS::Events::EventBus',
        'AWS::Logs::LogGroup',
      ]),
    );
    for (const { name } of named) expect(name).toMatch(/^(\/aws\/vendedlogs\/states\/)?VoiceDesign\./);
  });

  const here = { account: '111111111111', region: 'us-east-1' };
  it.each([
    ['the same account and region with another stack name', 'Twin', here],
    ['another region', 'VoiceDesign', { ...here, region: 'eu-central-1' }],
    ['another account', 'VoiceDesign', { ...here, account: '222222222222' }],
  ] as const)('do not collide with those of a second deployment in %s', (_, stack, place) => {
    const first = claims(template, here);
    expect(first.length).toBeGreaterThan(10);
    expect(new Set(first).size).toBe(first.length);
    const second = new Set(claims(templateOf(stack), place));
    expect(first.filter((claim) => second.has(claim))).toEqual([]);
  });

  it('are shortened to the limit of their service and remain unique', () => {
    const names = fixedNames(templateOf('LongNames')).filter(({ max }) => max !== undefined);
    expect(names.length).toBeGreaterThan(10);
    for (const { name, max = 0 } of names) expect(String(name).length).toBeLessThanOrEqual(max);
    expect(new Set(names.map(({ type, name }) => `${type} ${name}`)).size).toBe(names.length);
  });
});

describe('retained resources', () => {
  it('are the table, the bucket, the secrets and the API Gateway role, and a rolled-back creation keeps only the role', () => {
    const kept = Object.values(synthesized().Resources)
      .filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete')
      .map(
        ({ Type, DeletionPolicy, UpdateReplacePolicy }) => `${Type} ${DeletionPolicy} ${UpdateReplacePolicy}`,
      );
    expect([...new Set(kept)].sort()).toEqual([
      'AWS::ApiGateway::Account Retain Retain',
      'AWS::DynamoDB::Table RetainExceptOnCreate Retain',
      'AWS::IAM::Role Retain Retain',
      'AWS::S3::Bucket RetainExceptOnCreate Retain',
      'AWS::SecretsManager::Secret RetainExceptOnCreate Retain',
    ]);
  });

  it('are only the API Gateway role with removalPolicy destroy, which also empties the bucket', () => {
    const { Resources } = synthesized(unusualSettings);
    const kept = Object.values(Resources).filter(
      ({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete',
    );
    expect(kept.map(({ Type }) => Type).sort()).toEqual(['AWS::ApiGateway::Account', 'AWS::IAM::Role']);
    const [bucket] = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::S3::Bucket');
    const emptied = Object.values(Resources).filter(({ Type }) => Type === 'Custom::S3AutoDeleteObjects');
    expect(emptied.map(({ Properties }) => Properties.BucketName)).toEqual([{ Ref: bucket?.[0] }]);
  });

  it('have deletion protection only with the setting, because a failed first deployment deletes its table', () => {
    const protectionOf = (template: Template) =>
      Object.values(template.Resources).find(({ Type }) => Type === 'AWS::DynamoDB::Table')?.Properties
        .DeletionProtectionEnabled;
    expect(protectionOf(synthesized())).toBe(false);
    expect(protectionOf(synthesized({ deletionProtection: true }))).toBe(true);
  });
});

const functionVariables = z.object({
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).optional(),
});

it("functions that recognize the deployment's voices get the stack's id and the construct's path", () => {
  const ids = Object.values(synthesized().Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => functionVariables.parse(Properties).Environment?.Variables.DEPLOYMENT_ID)
    .filter((id) => id !== undefined);
  expect(ids).toHaveLength(6);
  for (const id of ids) {
    expect(id).toEqual({ 'Fn::Join': ['', [{ Ref: 'AWS::StackId' }, '/VoiceDesign/VoiceDesign']] });
  }
});
