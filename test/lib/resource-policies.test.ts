import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { referencesIn } from '../../local/assembly/intrinsics.ts';
import type { Template, TemplateResource } from '../../local/assembly/template.ts';
import { unusualSettings } from '../support/deployments.ts';
import { synthesized, templateOf } from '../support/synthesized.ts';

const list = <T extends z.ZodType>(item: T) =>
  z.union([item, z.array(item)]).transform((value) => [value].flat());
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: list(z.string()),
  Principal: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  Resource: z.unknown().optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});
const document = z.object({ Statement: z.array(statement) });
const deadLetters = z.object({ Arn: z.unknown() });
const ruleTarget = z.object({
  Arn: z.unknown(),
  RoleArn: z.unknown().optional(),
  DeadLetterConfig: deadLetters.optional(),
});
const scheduleTarget = ruleTarget.extend({ RoleArn: z.unknown() });
const integration = z.object({ Type: z.literal('AWS_PROXY'), Uri: z.unknown() });

/** A permission that a service needs, either from the policy of a resource or from a role. */
interface Need {
  readonly from: string;
  readonly service: string;
  readonly action: string;
  readonly on: string;
  /** Role that the service assumes. Without one, the policy of the resource has to grant the permission. */
  readonly role?: string;
}

class PolicyReader {
  readonly #resources: Template['Resources'];

  constructor({ Resources }: Template) {
    this.#resources = Resources;
  }

  of(type: string): [string, TemplateResource][] {
    return Object.entries(this.#resources).filter(([, resource]) => resource.Type === type);
  }

  /** Returns the id of the template's resource that a value refers to. */
  target(value: unknown): string {
    const id = referencesIn(value).find((each) => !each.startsWith('AWS::'));
    if (id === undefined) throw new Error(`${JSON.stringify(value)} refers to no resource of the template`);
    return id;
  }

  needs(): Need[] {
    return [...this.#alarms(), ...this.#rules(), ...this.#schedules(), ...this.#api(), ...this.#functions()];
  }

  #alarms(): Need[] {
    return this.of('AWS::CloudWatch::Alarm').flatMap(([from, { Properties }]) =>
      ['AlarmActions', 'OKActions', 'InsufficientDataActions']
        .flatMap((property) => z.array(z.unknown()).default([]).parse(Properties[property]))
        .map((action) => ({
          from,
          service: 'cloudwatch.amazonaws.com',
          action: 'sns:Publish',
          on: this.target(action),
        })),
    );
  }

  #rules(): Need[] {
    return this.of('AWS::Events::Rule').flatMap(([from, { Properties }]) =>
      z
        .array(ruleTarget)
        .parse(Properties.Targets)
        .flatMap(({ Arn, RoleArn, DeadLetterConfig }) => [
          { arn: Arn, roleArn: RoleArn },
          ...(DeadLetterConfig ? [{ arn: DeadLetterConfig.Arn, roleArn: undefined }] : []),
        ])
        .map(({ arn, roleArn }) => {
          const on = this.target(arn);
          const need = { from, service: 'events.amazonaws.com', action: this.#delivery(on), on };
          return roleArn === undefined ? need : { ...need, role: this.target(roleArn) };
        }),
    );
  }

  #schedules(): Need[] {
    return this.of('AWS::Scheduler::Schedule').flatMap(([from, { Properties }]) => {
      const { Arn, RoleArn, DeadLetterConfig } = scheduleTarget.parse(Properties.Target);
      return [Arn, ...(DeadLetterConfig ? [DeadLetterConfig.Arn] : [])].map((arn) => {
        const on = this.target(arn);
        const role = this.target(RoleArn);
        return { from, service: 'scheduler.amazonaws.com', action: this.#delivery(on), on, role };
      });
    });
  }

  #api(): Need[] {
    const methods = this.of('AWS::ApiGateway::Method').map(([from, { Properties }]) => ({
      from,
      uri: integration.parse(Properties.Integration).Uri,
    }));
    const authorizers = this.of('AWS::ApiGateway::Authorizer').map(([from, { Properties }]) => ({
      from,
      uri: Properties.AuthorizerUri,
    }));
    return [...methods, ...authorizers].map(({ from, uri }) => ({
      from,
      service: 'apigateway.amazonaws.com',
      action: 'lambda:InvokeFunction',
      on: this.target(uri),
    }));
  }

  /** Returns the permissions for on-failure destinations, to which Lambda sends with the function's role. */
  #functions(): Need[] {
    return this.of('AWS::Lambda::EventInvokeConfig').map(([from, { Properties }]) => {
      const destinations = z
        .object({ OnFailure: z.object({ Destination: z.unknown() }) })
        .parse(Properties.DestinationConfig);
      const on = this.target(destinations.OnFailure.Destination);
      const role = this.target(this.#resources[this.target(Properties.FunctionName)]?.Properties.Role);
      return { from, service: 'lambda.amazonaws.com', action: this.#delivery(on), on, role };
    });
  }

  #delivery(on: string): string {
    const actions: Readonly<Record<string, string>> = {
      'AWS::SQS::Queue': 'sqs:SendMessage',
      'AWS::Lambda::Function': 'lambda:InvokeFunction',
      'AWS::StepFunctions::StateMachine': 'states:StartExecution',
      'AWS::SNS::Topic': 'sns:Publish',
    };
    const type = this.#resources[on]?.Type ?? '';
    const action = actions[type];
    if (action === undefined)
      throw new Error(`The action of a delivery to ${type} is missing in this table.`);
    return action;
  }

  isMet(need: Need): boolean {
    return need.role === undefined
      ? this.#admits(need)
      : this.#trusts(need, need.role) && this.#allows(need, need.role);
  }

  #admits({ from, service, action, on }: Need): boolean {
    const permissions = this.of('AWS::Lambda::Permission').some(
      ([, { Properties }]) =>
        this.target(Properties.FunctionName) === on &&
        Properties.Principal === service &&
        Properties.Action === action &&
        this.#isFrom(Properties.SourceArn, from),
    );
    const policies = [
      ...this.of('AWS::SQS::QueuePolicy'),
      ...this.of('AWS::SNS::TopicPolicy'),
      ...this.of('AWS::S3::BucketPolicy'),
    ].flatMap(([, { Properties }]) => document.parse(Properties.PolicyDocument).Statement);
    return (
      permissions ||
      policies.some(
        ({ Effect, Action, Principal, Resource, Condition }) =>
          Effect === 'Allow' &&
          Action.includes(action) &&
          typeof Principal === 'object' &&
          [Principal.Service].flat().includes(service) &&
          referencesIn(Resource).includes(on) &&
          this.#isFrom(Condition.ArnEquals?.['aws:SourceArn'], from),
      )
    );
  }

  /** Returns true if the source is `from`, or names no resource of the template and so allows all of the account. */
  #isFrom(source: unknown, from: string): boolean {
    const named = referencesIn(source).filter((id) => id in this.#resources);
    const type = this.#resources[from]?.Type;
    const api = type?.startsWith('AWS::ApiGateway::')
      ? this.of('AWS::ApiGateway::RestApi').map(([id]) => id)
      : [];
    return named.length === 0 || named.some((id) => id === from || api.includes(id));
  }

  #trusts({ service }: Need, role: string): boolean {
    return document
      .parse(this.#resources[role]?.Properties.AssumeRolePolicyDocument)
      .Statement.some(
        ({ Effect, Principal }) =>
          Effect === 'Allow' && typeof Principal === 'object' && [Principal.Service].flat().includes(service),
      );
  }

  #allows({ action, on }: Need, role: string): boolean {
    return this.of('AWS::IAM::Policy')
      .filter(([, { Properties }]) => referencesIn(Properties.Roles).includes(role))
      .flatMap(([, { Properties }]) => document.parse(Properties.PolicyDocument).Statement)
      .some(
        ({ Effect, Action, Resource }) =>
          Effect === 'Allow' && Action.includes(action) && referencesIn(Resource).includes(on),
      );
  }
}

const deployments: readonly [string, () => Template][] = [
  ['a deployment', () => synthesized()],
  ['a deployment with alarms by mail and removalPolicy destroy', () => synthesized(unusualSettings)],
  ['the construct in another stack', () => templateOf('Audiobook')],
];

describe.each(deployments)('the permissions of services in %s', (_, template) => {
  it('cover alarms, rules, schedules, the API and on-failure destinations', () => {
    const reader = new PolicyReader(template());
    const needs = reader.needs();
    const services = new Set(needs.map(({ service }) => service));
    expect(services).toContain('events.amazonaws.com');
    expect(services).toContain('apigateway.amazonaws.com');
    expect(services).toContain('scheduler.amazonaws.com');
    expect(needs.filter((need) => !reader.isMet(need))).toEqual([]);
  });

  it('include roles that trust the service that assumes them', () => {
    const reader = new PolicyReader(template());
    const takers = [
      ...reader.of('AWS::Lambda::Function').map(([, each]) => [each.Properties.Role, 'lambda.amazonaws.com']),
      ...reader
        .of('AWS::StepFunctions::StateMachine')
        .map(([, each]) => [each.Properties.RoleArn, 'states.amazonaws.com']),
      ...reader
        .of('AWS::ApiGateway::Account')
        .map(([, each]) => [each.Properties.CloudWatchRoleArn, 'apigateway.amazonaws.com']),
    ] as const;
    const { Resources } = template();
    expect(takers.length).toBeGreaterThan(20);
    for (const [role, service] of takers) {
      const trust = Resources[reader.target(role)]?.Properties.AssumeRolePolicyDocument;
      expect(JSON.stringify(trust)).toContain(`"Service":"${service}"`);
    }
  });

  it('include none for the bucket, which sends no notifications', () => {
    for (const [, { Properties }] of new PolicyReader(template()).of('AWS::S3::Bucket')) {
      expect(Properties.NotificationConfiguration).toBeUndefined();
    }
  });
});

it('only alarms of this account can publish to the topic', () => {
  const [[, topicPolicy] = []] = new PolicyReader(synthesized(unusualSettings)).of('AWS::SNS::TopicPolicy');
  const allowed = document
    .parse(topicPolicy?.Properties.PolicyDocument)
    .Statement.filter(({ Effect }) => Effect === 'Allow');
  expect(allowed.map(({ Principal, Action, Condition }) => ({ Principal, Action, Condition }))).toEqual([
    {
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['sns:Publish'],
      Condition: {
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        ArnLike: { 'aws:SourceArn': expect.anything() },
      },
    },
  ]);
});
