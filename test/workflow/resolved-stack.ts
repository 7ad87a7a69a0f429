import { z } from 'zod';
import { Resolver } from '../../local/assembly/intrinsics.ts';
import type { Resource } from '../../local/core/service.ts';
import { workflowSettings } from '../support/deployments.ts';
import { synthesized } from '../support/synthesized.ts';

export { reviewDeadlineSeconds } from '../support/deployments.ts';

/** The stack's machines, by what they are called in it. */
const machineNames = {
  design: 'DesignVoice',
  purge: 'PurgeVoices',
  reconcile: 'ReconcileVoices',
} as const;
export type MachineName = keyof typeof machineNames;

/** Its machines' functions, by the name that stands for their ARN. */
export const functionName = z.enum([
  'create',
  'query',
  'settle',
  'findDue',
  'purge',
  'recover',
  'reconcileList',
]);
export type FunctionName = z.infer<typeof functionName>;
const constructs: Readonly<Record<FunctionName, string>> = {
  create: 'CreateVoice',
  query: 'QueryVoice',
  settle: 'SettleExecution',
  findDue: 'FindDueVoices',
  purge: 'PurgeVoice',
  recover: 'RecoverVoices',
  reconcileList: 'ReconcileList',
};

/** The stack's machines and table with names filled in. */
export function resolvedStack(): { machines: Record<MachineName, Resource>; table: Resource } {
  const template = synthesized(workflowSettings);
  const identities = new Map(
    Object.keys(template.Resources).map((id) => [id, { ref: id, attributes: { Arn: functionOf(id) ?? id } }]),
  );
  const resolver = new Resolver({ stackName: 'VoiceDesign', template, identities });
  const resourceOf = (type: string, name = ''): Resource => {
    const found = Object.entries(template.Resources).find(
      ([id, { Type }]) => Type === type && id.startsWith(`VoiceDesign${name}`),
    );
    if (!found) throw new Error(`the template has no ${type} ${name}`);
    const [logicalId, resource] = found;
    const properties = z.record(z.string(), z.unknown()).parse(resolver.resolve(resource.Properties));
    return { logicalId, type, properties, metadata: {} };
  };
  const machineOf = (name: MachineName) => resourceOf('AWS::StepFunctions::StateMachine', machineNames[name]);
  const table = resourceOf('AWS::DynamoDB::Table');
  return {
    machines: {
      design: machineOf('design'),
      purge: machineOf('purge'),
      reconcile: machineOf('reconcile'),
    },
    table: { ...table, properties: { ...table.properties, TableName: table.logicalId } },
  };
}

function functionOf(logicalId: string): string | undefined {
  const found = Object.entries(constructs).find(([, construct]) =>
    logicalId.startsWith(`VoiceDesign${construct}Function`),
  );
  return found && `arn:aws:lambda:us-east-1:000000000000:function:${found[0]}`;
}
