import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { inboundDetailTypes, methodsOf, routes } from '../../lambdas/shared/contract.ts';
import { unusualSettings } from '../support/deployments.ts';
import { synthesizedTemplate } from '../support/template.ts';

const statement = z.object({
  Effect: z.string(),
  Action: z.union([z.string(), z.array(z.string())]).transform((action) => [action].flat()),
  Resource: z.unknown(),
});
const policy = z.object({
  Properties: z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) }),
});
const method = z.object({
  Properties: z.object({ HttpMethod: z.string(), AuthorizationType: z.string() }),
});
const rule = z.object({
  Properties: z.object({
    Targets: z.array(
      z.object({ Arn: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]).optional() }) }),
    ),
  }),
});
const fn = z.object({
  Properties: z.object({
    Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).optional(),
  }),
});

describe('the template', () => {
  let template: Template;

  beforeAll(() => {
    template = synthesizedTemplate();
  });

  it('has exactly one construct in lib/operations for each operation', () => {
    const helpers = /^(operation|grant-.*|.*-environment)$/;
    const constructs = readdirSync('lib/operations').map((file) => file.replace(/\.ts$/, ''));
    const folders = readdirSync('lambdas').filter((folder) => folder !== 'shared');
    expect(constructs.filter((name) => !helpers.test(name)).sort()).toEqual(folders.sort());
    template.resourceCountIs('AWS::Lambda::Function', folders.length);
  });

  it('runs every function on Node 24 on arm64, with tracing and its own log group', () => {
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: Match.anyValue() },
    });
  });

  it('has no secret in the variables of a function', () => {
    for (const resource of Object.values(template.findResources('AWS::Lambda::Function'))) {
      const variables = fn.parse(resource).Properties.Environment?.Variables ?? {};
      for (const name of Object.keys(variables)) expect(name).not.toMatch(/API_?KEY$|PASSWORD|TOKEN/);
    }
  });

  it('lets only the functions that call the provider read its secret', () => {
    const [secret = ''] = Object.keys(template.findResources('AWS::SecretsManager::Secret')).filter((id) =>
      id.includes('ProviderSecret'),
    );
    const granted = Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(([id, resource]) =>
      policy
        .parse(resource)
        .Properties.PolicyDocument.Statement.some(({ Resource }) => JSON.stringify(Resource).includes(secret))
        ? [id]
        : [],
    );
    const configured = Object.entries(template.findResources('AWS::Lambda::Function')).flatMap(
      ([id, resource]) =>
        JSON.stringify(fn.parse(resource).Properties.Environment ?? {}).includes(secret) ? [id] : [],
    );
    const readers = [
      'CreateVoice',
      'DiagnoseDeployment',
      'GetProviderVoice',
      'GetVoice',
      'ImportVoice',
      'ListProviderVoices',
      'ProbeProvider',
      'PurgeVoice',
      'QueryVoice',
      'ReconcileList',
      'SweepReviews',
    ];
    const named = (ids: readonly string[]) =>
      ids.map((id) => readers.find((name) => new RegExp(`${name}(?!s)`).test(id)) ?? id).sort();
    expect([secret !== '', named(granted), named(configured)]).toEqual([true, readers, readers]);
  });

  it('gives the create function enough time and memory for a slow provider and a preview of 20 MiB', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('sends one create to DashScope'),
      Timeout: 360,
      MemorySize: 1024,
    });
  });

  it('bills the table by request, and enables point-in-time recovery', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('keeps previews private', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: Match.anyValue(),
    });
  });

  it('deploys the provider secret without a key', () => {
    const values = Object.values(template.findResources('AWS::SecretsManager::Secret')).flatMap(
      ({ Properties }) => Properties.SecretString ?? [],
    );
    expect(values).toEqual(['{}']);
  });

  it('requires a key for every route except the health check', () => {
    const methods = Object.entries(template.findResources('AWS::ApiGateway::Method')).map(
      ([id, resource]) => ({
        id,
        ...method.parse(resource).Properties,
      }),
    );
    const open = methods.filter(({ AuthorizationType }) => AuthorizationType !== 'CUSTOM');
    expect(open.filter(({ HttpMethod }) => HttpMethod !== 'ANY').map(({ id }) => id)).toEqual([
      expect.stringContaining('healthGET'),
      expect.stringContaining('healthHEAD'),
    ]);
    expect(methods.filter(({ AuthorizationType }) => AuthorizationType === 'CUSTOM')).toHaveLength(
      routes.filter(({ scope }) => scope !== null).flatMap(methodsOf).length,
    );
    template.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: 'method.request.header.Authorization',
    });
  });

  it('logs executions without execution data', () => {
    const logging = (Level: string) => ({
      LoggingConfiguration: Match.objectLike({ Level, IncludeExecutionData: false }),
      TracingConfiguration: { Enabled: true },
    });
    const machines = 'AWS::StepFunctions::StateMachine';
    template.resourcePropertiesCountIs(machines, { StateMachineType: 'STANDARD', ...logging('ALL') }, 3);
    template.resourcePropertiesCountIs(machines, { StateMachineType: 'EXPRESS', ...logging('ERROR') }, 1);
    template.resourceCountIs(machines, 4);
  });

  it.each([
    { machine: 'PurgeVoices', byDefault: 'rate(1 hour)' },
    { machine: 'ReconcileVoices', byDefault: 'rate(15 minutes)' },
  ])('starts $machine on a schedule, which the time scale does not change', ({ machine, byDefault }) => {
    const scheduled = (expression: string) => ({
      ScheduleExpression: expression,
      State: 'ENABLED',
      Target: {
        Arn: { Ref: Match.stringLikeRegexp(`${machine}StateMachine`) },
        Input: '{}',
        DeadLetterConfig: { Arn: Match.anyValue() },
      },
    });
    template.hasResourceProperties('AWS::Scheduler::Schedule', scheduled(byDefault));
    synthesizedTemplate(unusualSettings).hasResourceProperties(
      'AWS::Scheduler::Schedule',
      scheduled('rate(20 minutes)'),
    );
  });

  it('starts a sweep of each list with reviews once a minute, and when a voice begins its review', () => {
    const sweeps = { Ref: Match.stringLikeRegexp('SweepReviewsWorkflowStateMachine') };
    for (const [scope, settings] of [
      ['mainland', {}],
      ['international', unusualSettings],
    ] as const) {
      const deployed = synthesizedTemplate(settings);
      const scheduled = { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' };
      deployed.resourcePropertiesCountIs(
        'AWS::Scheduler::Schedule',
        { ...scheduled, Target: Match.objectLike({ Arn: sweeps }) },
        settings.scopes?.length ?? 1,
      );
      const Input = JSON.stringify({ family: 'cosyvoice', scope, relays: true });
      deployed.hasResourceProperties('AWS::Scheduler::Schedule', { ...scheduled, Target: { Input } });
    }
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: Match.stringLikeRegexp('Bus') },
      EventPattern: { 'detail-type': ['Voice Created'], detail: { voice: { status: ['DEPLOYING'] } } },
      Targets: [Match.objectLike({ Arn: sweeps })],
    });
  });

  it.each([
    ['the default settings', {}, { guaranteed: '604800', kept: '0' }],
    ['a minimum grace period', unusualSettings, { guaranteed: '17280', kept: '120960' }],
  ])(
    'guarantees the grace period of a deleted voice, which the purge can extend, with %s',
    (_, settings, { guaranteed, kept }) => {
      const functions = synthesizedTemplate(settings);
      const has = (operation: string, Variables: object) =>
        functions.hasResourceProperties('AWS::Lambda::Function', {
          Description: Match.stringLikeRegexp(operation),
          Environment: { Variables },
        });
      has('^DELETE /voices', { DELETED_GRACE_SECONDS: guaranteed });
      has('^Handles events', { DELETED_GRACE_SECONDS: guaranteed });
      has('^Finds the voices that are due', { KEEP_DELETED_SECONDS: kept });
    },
  );

  it('grants each function only the actions on previews that it takes', () => {
    const granted = Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(([id, resource]) => {
      const { Statement } = policy.parse(resource).Properties.PolicyDocument;
      const actions = Statement.flatMap(({ Action }) => Action).filter((action) => action.startsWith('s3:'));
      const name = /VoiceDesign(\w+)Role/.exec(id)?.[1] ?? id;
      return actions.length > 0 ? [[name, actions.toSorted()]] : [];
    });
    const find = ['s3:GetObject', 's3:ListBucket'];
    expect(Object.fromEntries(granted)).toEqual({
      CreateVoice: [...find, 's3:PutObject'],
      SettleExecution: find,
      ReconcileList: find,
      GetPreview: ['s3:GetObject'],
      PurgeVoice: ['s3:DeleteObject'],
    });
  });

  it('lets only the purge function delete previews', () => {
    const deleters = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([, resource]) =>
      policy
        .parse(resource)
        .Properties.PolicyDocument.Statement.some(({ Action }) => Action.includes('s3:DeleteObject')),
    );
    expect(deleters.map(([id]) => id)).toEqual([expect.stringContaining('PurgeVoiceRole')]);
  });

  it('lets the delete function start the purge workflow only', () => {
    const [started] = Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(([id, resource]) =>
      id.includes('DeleteVoiceRole')
        ? [
            policy
              .parse(resource)
              .Properties.PolicyDocument.Statement.filter(({ Action }) =>
                Action.some((action) => action.startsWith('states:')),
              ),
          ]
        : [],
    );
    expect(started).toEqual([
      {
        Effect: 'Allow',
        Action: ['states:StartExecution'],
        Resource: { Ref: expect.stringContaining('PurgeVoicesStateMachine') },
      },
    ]);
  });

  it('has a dead-letter queue for every queue and every target of a rule', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 10 }),
    });
    template.allResourcesProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ DeadLetterConfig: { Arn: Match.anyValue() } })],
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });

  it('has a separate on-failure queue for each function that a rule invokes', () => {
    const invoked = Object.values(template.findResources('AWS::Events::Rule'))
      .flatMap((resource) => rule.parse(resource).Properties.Targets)
      .flatMap(({ Arn }) => Arn['Fn::GetAtt']?.[0] ?? [])
      .filter((id) => id.includes('Function'));
    expect(invoked.length).toBeGreaterThanOrEqual(2);
    for (const id of invoked) {
      template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
        FunctionName: { Ref: id },
        MaximumRetryAttempts: 2,
        DestinationConfig: {
          OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('Failed'), 'Arn'] } },
        },
      });
    }
  });

  it('receives requests from any source on its bus', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: Match.stringLikeRegexp('Bus') },
      EventPattern: { 'detail-type': [...inboundDetailTypes] },
    });
  });
});
