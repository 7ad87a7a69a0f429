import type { Identity, LocalService, Resource } from '../../../../local/core/service.ts';

const testRole = 'arn:aws:iam::000000000000:role/test';
/** The properties of a role that AWS requires. */
const roles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::Lambda::Function': { Role: testRole },
  'AWS::StepFunctions::StateMachine': { RoleArn: testRole },
};

/** Identifies and deploys one resource with resolved properties and a role, as the runner does. */
export async function deploy(
  service: LocalService,
  logicalId: string,
  type: string,
  properties: Readonly<Record<string, unknown>> = {},
  metadata: Readonly<Record<string, unknown>> = {},
): Promise<Identity> {
  const resource: Resource = {
    logicalId,
    type,
    properties: { ...roles[type], ...properties },
    metadata,
  };
  const identity = service.identify({ logicalId, type, stackName: 'Stack', literals: properties });
  await service.deploy(resource);
  return identity;
}
