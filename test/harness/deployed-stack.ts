import { z } from 'zod';
import type { VoiceDesignSettings } from '../../lib/index.ts';
import { Resolver } from '../../local/assembly/intrinsics.ts';
import type { Template } from '../../local/assembly/template.ts';
import type { AccessControl } from '../../local/core/access-control.ts';
import type { RoleSession } from '../../local/core/principal.ts';
import type { Identity, LocalService, Resource } from '../../local/core/service.ts';
import { grantRecorder } from '../../local/services/iam/grant-recorder.ts';
import { IamService } from '../../local/services/iam/iam-service.ts';
import type { Grant } from '../../local/services/iam/policy.ts';
import { machineArn } from '../../local/services/states/arns.ts';
import { accessKeyId } from '../support/local-credentials.ts';
import { synthesized } from '../support/synthesized.ts';
import { type OperationName, operationNames, type Variables } from './operations.ts';

const stackName = 'VoiceDesign';

/** The stack's state machines, by their names in the tests. */
const machineConstructs = {
  design: 'DesignVoice',
  purge: 'PurgeVoices',
  reconcile: 'ReconcileVoices',
  sweep: 'SweepReviewsWorkflow',
} as const;
export type MachineName = keyof typeof machineConstructs;
export const machineNames = [
  'design',
  'purge',
  'reconcile',
  'sweep',
] as const satisfies readonly MachineName[];

export interface DeployedFunction {
  readonly variables: Variables;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** The session of the function's role. */
  readonly session: RoleSession;
}

/** The resources of a synthesized template that tests run, with every intrinsic function resolved. */
export interface DeployedStack {
  readonly table: Resource;
  readonly machines: Readonly<Record<MachineName, Resource>>;
  readonly alarms: readonly Resource[];
  /** The permissions of the stack's roles. */
  readonly access: AccessControl;
  /** The grants of all policies, also of services that the runner lacks. */
  readonly grants: readonly Grant[];
  /** The identity-based policies of the roles. */
  readonly policies: readonly RolePolicy[];
  /** The ARNs of resources that policies name, without wildcards. */
  readonly policyResources: readonly string[];
  functionOf(name: OperationName): DeployedFunction;
  /** Returns the event pattern of a rule. @param construct path of the rule's construct in the stack, without slashes */
  patternOf(construct: string): unknown;
}

export interface RolePolicy {
  readonly roleArn: string;
  readonly document: unknown;
}

const functionProperties = z
  .object({
    Timeout: z.number(),
    MemorySize: z.number(),
    Role: z.string(),
    Environment: z.object({ Variables: z.record(z.string(), z.string()) }).prefault({ Variables: {} }),
  })
  .transform(({ Timeout, MemorySize, Environment, Role }) => ({
    variables: Environment.Variables,
    timeoutSeconds: Timeout,
    memoryMegabytes: MemorySize,
    roleArn: Role,
  }));

/** Returns the resources of the stack's template, synthesized with these settings. */
export function deployedStack(settings: VoiceDesignSettings): DeployedStack {
  const template = synthesized(settings);
  const iam = new IamService({ accessKeyId, onAllowed: grantRecorder(process.env.LOCAL_GRANTS_FILE) });
  const identities = new Map(
    Object.entries(template.Resources).map(([id, { Type }]) => [
      id,
      Type in iam.resources
        ? iam.identify({ logicalId: id, type: Type, stackName, literals: {} })
        : identityOf(id, Type),
    ]),
  );
  const resolver = new Resolver({ stackName, template, identities });
  const resourceOf = (type: string, id: string): Resource => {
    const properties = z
      .record(z.string(), z.unknown())
      .parse(resolver.resolve(template.Resources[id]?.Properties));
    return { logicalId: id, type, properties, metadata: {} };
  };
  const machineOf = (name: MachineName): Resource => {
    const type = 'AWS::StepFunctions::StateMachine';
    const machine = resourceOf(type, logicalId(template, type, machineConstructs[name]));
    return { ...machine, properties: { ...machine.properties, StateMachineName: name } };
  };
  const functionOf = (name: OperationName): DeployedFunction => {
    const type = 'AWS::Lambda::Function';
    const id = logicalId(template, type, `${pascalCase(name)}Function`);
    const { roleArn, ...properties } = functionProperties.parse(resourceOf(type, id).properties);
    const session = iam.assumeRole({
      logicalId: id,
      property: 'Role',
      roleArn,
      service: 'lambda.amazonaws.com',
      sessionName: name,
      sourceArn: functionArn(name),
    });
    return { ...properties, session };
  };
  for (const [id, { Type }] of Object.entries(template.Resources))
    if (Type in iam.resources) iam.deployPolicy(resourceOf(Type, id));
  const policies = Object.entries(template.Resources).flatMap(([id, { Type }]) =>
    Type.startsWith('AWS::IAM::') ? policiesIn(resourceOf(Type, id)) : [],
  );
  const functions = new Map<OperationName, DeployedFunction>();
  const table = resourceOf('AWS::DynamoDB::Table', logicalId(template, 'AWS::DynamoDB::Table', 'Voices'));
  return {
    access: iam,
    grants: iam.grants,
    policies,
    policyResources: namedResources(policies),
    table: { ...table, properties: { ...table.properties, TableName: table.logicalId } },
    machines: {
      design: machineOf('design'),
      purge: machineOf('purge'),
      reconcile: machineOf('reconcile'),
      sweep: machineOf('sweep'),
    },
    alarms: Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
      .map(([id, { Type }]) => resourceOf(Type, id)),
    patternOf: (construct) => {
      const type = 'AWS::Events::Rule';
      return resourceOf(type, logicalId(template, type, construct)).properties.EventPattern;
    },
    functionOf: (name) => {
      const found = functions.get(name) ?? functionOf(name);
      functions.set(name, found);
      return found;
    },
  };
}

const roleArn = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const attached = z.object({ Roles: z.array(z.string()), PolicyDocument: z.unknown() });
const statements = z.object({
  Statement: z.array(z.object({ Resource: z.union([z.string(), z.array(z.string())]) })),
});

/** Returns the policies that a resource attaches to roles. Those in roles are for services without resources. */
function policiesIn({ type, properties }: Resource): RolePolicy[] {
  if (type !== 'AWS::IAM::Policy') return [];
  const { Roles, PolicyDocument } = attached.parse(properties);
  return Roles.map((role) => ({ roleArn: roleArn(role), document: PolicyDocument }));
}

function namedResources(policies: readonly RolePolicy[]): string[] {
  const named = policies.flatMap(({ document }) =>
    statements.parse(document).Statement.flatMap(({ Resource }) => [Resource].flat()),
  );
  return [...new Set(named)].filter((resource) => !resource.includes('*'));
}

function logicalId({ Resources }: Template, type: string, construct: string): string {
  const found = Object.entries(Resources).find(
    ([id, resource]) => resource.Type === type && id.startsWith(`VoiceDesign${construct}`),
  );
  if (!found) throw new Error(`the template has no ${type} of ${construct}`);
  return found[0];
}

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const functionArn = (name: string) => arn('lambda', `function:${name}`);

/** The ARNs of the resources that policies name. */
const arns: Readonly<Record<string, (id: string) => string>> = {
  'AWS::DynamoDB::Table': (id) => arn('dynamodb', `table/${id}`),
  'AWS::Events::EventBus': (id) => arn('events', `event-bus/${id}`),
  'AWS::S3::Bucket': (id) => `arn:aws:s3:::${id}`,
  'AWS::SQS::Queue': (id) => arn('sqs', id),
};

function identityOf(id: string, type: string): Identity {
  const machine = machineNames.find((name) =>
    id.startsWith(`VoiceDesign${machineConstructs[name]}StateMachine`),
  );
  if (machine) return { ref: machineArn(machine), attributes: { Arn: machineArn(machine), Name: machine } };
  const operation = operationNames.find((name) => id.startsWith(`VoiceDesign${pascalCase(name)}Function`));
  const ref = type === 'AWS::SecretsManager::Secret' ? arn('secretsmanager', `secret:${id}`) : id;
  const attributes = { Arn: operation ? functionArn(operation) : (arns[type]?.(id) ?? id), QueueName: id };
  return { ref: operation ?? ref, attributes };
}

const operationName = z.enum(operationNames);

/** Returns the operation that an invocation names, by its function's name or ARN. */
export function operationOf(nameOrArn: string): OperationName {
  return operationName.parse(nameOrArn.split(':').at(-1));
}

function pascalCase(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Deploys a resource to a service of the local runner. @returns the value of a `Ref` to it */
export async function deployTo(service: LocalService, resource: Resource): Promise<string> {
  const { logicalId: id, type, properties } = resource;
  const { ref } = service.identify({ logicalId: id, type, stackName, literals: properties });
  await service.deploy(resource);
  return ref;
}
