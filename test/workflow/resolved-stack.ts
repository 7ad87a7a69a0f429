import { z } from 'zod';
import { Resolver } from '../../local/assembly/intrinsics.ts';
import { templateSchema } from '../../local/assembly/template.ts';
import type { LocalService, Resource } from '../../local/services/service.ts';
import { synthesized } from '../support/synthesized.ts';

/** Three seconds on the stage: longer than a loaded machine needs between two steps of a test. */
export const reviewDeadlineSeconds = 3_000;

/** The stack's machine and table with names filled in: `create`, `query` and `settle` stand for the functions' ARNs. */
export function resolvedStack(): { machine: Resource; table: Resource } {
  const template = templateSchema.parse(
    synthesized({ reviewDeadlineHours: { seconds: reviewDeadlineSeconds }, ns: 'vd' }).toJSON(),
  );
  const identities = new Map(
    Object.keys(template.Resources).map((id) => [id, { ref: id, attributes: { Arn: functionOf(id) ?? id } }]),
  );
  const resolver = new Resolver({ stackName: 'VoiceDesign', template, identities });
  const resourceOf = (type: string): Resource => {
    const found = Object.entries(template.Resources).find(([, { Type }]) => Type === type);
    if (!found) throw new Error(`the template has no ${type}`);
    const [logicalId, resource] = found;
    const properties = z.record(z.string(), z.unknown()).parse(resolver.resolve(resource.Properties));
    return { logicalId, type, properties, metadata: {} };
  };
  const table = resourceOf('AWS::DynamoDB::Table');
  const machine = resourceOf('AWS::StepFunctions::StateMachine');
  return {
    machine,
    table: { ...table, properties: { ...table.properties, TableName: table.logicalId } },
  };
}

function functionOf(logicalId: string): string | undefined {
  const name = /(Create|Query|Settle)(Voice|Execution)Function/.exec(logicalId)?.[1]?.toLowerCase();
  return name && `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
}

/** @returns what a `Ref` to the resource gives */
export async function deployTo(service: LocalService, resource: Resource): Promise<string> {
  const { logicalId, type, properties } = resource;
  const { ref } = service.identify({ logicalId, type, stackName: 'VoiceDesign', literals: properties });
  await service.deploy(resource);
  return ref;
}
