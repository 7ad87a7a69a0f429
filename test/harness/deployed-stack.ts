import { z } from 'zod';
import type { VoiceDesignSettings } from '../../lib/index.ts';
import { Resolver } from '../../local/assembly/intrinsics.ts';
import type { Template } from '../../local/assembly/template.ts';
import type { Identity, LocalService, Resource } from '../../local/core/service.ts';
import { machineArn } from '../../local/services/states/arns.ts';
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
}

/** The resources of a synthesized template that tests run, with every intrinsic function resolved. */
export interface DeployedStack {
  readonly table: Resource;
  readonly machines: Readonly<Record<MachineName, Resource>>;
  readonly alarms: readonly Resource[];
  functionOf(name: OperationName): DeployedFunction;
  /** Returns the event pattern of a rule. @param construct path of the rule's construct in the stack, without slashes */
  patternOf(construct: string): unknown;
}

const functionProperties = z
  .object({
    Timeout: z.number(),
    MemorySize: z.number(),
    Environment: z.object({ Variables: z.record(z.string(), z.string()) }).prefault({ Variables: {} }),
  })
  .transform(({ Timeout, MemorySize, Environment }) => ({
    variables: Environment.Variables,
    timeoutSeconds: Timeout,
    memoryMegabytes: MemorySize,
  }));

/** Returns the resources of the stack's template, synthesized with these settings. */
export function deployedStack(settings: VoiceDesignSettings): DeployedStack {
  const template = synthesized(settings);
  const identities = new Map(Object.keys(template.Resources).map((id) => [id, identityOf(id)]));
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
    const { properties } = resourceOf(type, logicalId(template, type, `${pascalCase(name)}Function`));
    return functionProperties.parse(properties);
  };
  const functions = new Map<OperationName, DeployedFunction>();
  const table = resourceOf('AWS::DynamoDB::Table', logicalId(template, 'AWS::DynamoDB::Table', 'Voices'));
  return {
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

function logicalId({ Resources }: Template, type: string, construct: string): string {
  const found = Object.entries(Resources).find(
    ([id, resource]) => resource.Type === type && id.startsWith(`VoiceDesign${construct}`),
  );
  if (!found) throw new Error(`the template has no ${type} of ${construct}`);
  return found[0];
}

function identityOf(id: string): Identity {
  const machine = machineNames.find((name) =>
    id.startsWith(`VoiceDesign${machineConstructs[name]}StateMachine`),
  );
  if (machine) return { ref: machineArn(machine), attributes: { Arn: machineArn(machine), Name: machine } };
  const operation = operationNames.find((name) => id.startsWith(`VoiceDesign${pascalCase(name)}Function`));
  const arn = operation ? `arn:aws:lambda:us-east-1:000000000000:function:${operation}` : id;
  return { ref: operation ?? id, attributes: { Arn: arn, QueueName: id } };
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
