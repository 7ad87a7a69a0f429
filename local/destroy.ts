import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { SupportTable } from './assembly/support-table.ts';
import { deleteStack, type RemovedResource } from './deployment.ts';
import { readOrCreateAccessKeyId } from './persistence/credentials.ts';
import { DeployedResources } from './persistence/deployed-resources.ts';
import { lockState } from './persistence/state-lock.ts';
import { createServices } from './services/create-services.ts';

/** The resources of a deleted stack. */
export interface DeletedStack {
  readonly stackName: string;
  readonly resources: readonly RemovedResource[];
}

/**
 * Deletes every stack of a state folder, each resource by its `DeletionPolicy`. Retained resources stay in the folder. The
 * next start creates a stack with another id.
 * @throws StateLockedError if a stack runs, DamagedStateError, StorageError
 */
export async function destroyStacks(stateFolder: string): Promise<readonly DeletedStack[]> {
  const unlock = lockState(stateFolder);
  const services = createServices({
    assemblyFolder: stateFolder,
    stateFolder,
    apiPort: 0,
    timeScale: 1,
    secrets: {},
    accessKeyId: () => readOrCreateAccessKeyId(stateFolder),
    observer: () => {},
    reportStorageFailure: () => false,
  });
  const stateful = services.all.filter((service) => service.remove !== undefined);
  try {
    const deployed = new DeployedResources(stateFolder);
    const table = new SupportTable(services.all);
    for (const service of stateful) await service.start();
    const deleted: DeletedStack[] = [];
    for (const stackName of deployed.stackNames) {
      const resources = await deleteStack(stackName, deployed, (type) => table.serviceFor(type));
      deleted.push({ stackName, resources });
      if (deployed.of(stackName) !== undefined) continue;
      for (const service of services.all) await service.removeStack?.(stackName);
    }
    if (deployed.stackNames.length === 0) rmSync(join(stateFolder, 'stack-id'), { force: true });
    return deleted;
  } finally {
    for (const service of stateful.toReversed()) await service.stop();
    unlock();
  }
}
