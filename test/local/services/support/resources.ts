import type { Identity, LocalService, Resource } from '../../../../local/core/service.ts';

/** Identifies and deploys one resource with resolved properties, as the runner does. */
export async function deploy(
  service: LocalService,
  logicalId: string,
  type: string,
  properties: Readonly<Record<string, unknown>> = {},
  metadata: Readonly<Record<string, unknown>> = {},
): Promise<Identity> {
  const resource: Resource = { logicalId, type, properties, metadata };
  const identity = service.identify({ logicalId, type, stackName: 'Stack', literals: properties });
  await service.deploy(resource);
  return identity;
}
