import { ResourceExistsError } from './assembly/errors.ts';
import {
  keyOf,
  type NamedResource,
  type OtherResource,
  refuseDuplicates,
} from './assembly/named-resources.ts';
import type { LocalService } from './core/service.ts';
import type { DeployedResources } from './persistence/deployed-resources.ts';

/** A resource that a stack no longer has. */
export interface RemovedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly name: string;
  readonly outcome: 'deleted' | 'retained' | 'failed';
  /** The reason of a failure. */
  readonly reason?: string;
}

/**
 * Checks the physical names of a stack against each other, those of other stacks and those of retained resources.
 * @param imports true if the stack takes over retained resources of the same names
 * @throws ResourceExistsError
 */
export function checkNames(
  stackName: string,
  resources: readonly NamedResource[],
  deployed: DeployedResources,
  imports: boolean,
): void {
  refuseDuplicates(resources);
  const taken = new Map<string, string>();
  for (const other of deployed.stackNames) {
    if (other === stackName) continue;
    for (const each of deployed.of(other) ?? []) {
      taken.set(
        keyOf(each),
        `It belongs to the stack ${other} in this state folder. Use another name or folder.`,
      );
    }
  }
  if (!imports) {
    for (const each of deployed.retained) taken.set(keyOf(each), retainedRemedy(each.stackName));
  }
  for (const resource of resources) {
    const remedy = taken.get(keyOf(resource));
    if (remedy !== undefined) throw new ResourceExistsError(resource, remedy);
  }
}

function retainedRemedy(stackName: string): string {
  return `The deleted stack ${stackName} has retained it. Start with --import-existing-resources to use it, use another name, or remove everything with npm stop -- --destroy --all.`;
}

/**
 * Records the resources of a stack that was deployed. Removes those that it no longer has: a resource whose logical id is
 * gone by its own `DeletionPolicy`, and one that has another name by the `UpdateReplacePolicy` of the new template.
 */
export async function recordDeployment(
  stack: {
    readonly stackName: string;
    readonly nameSuffix: string;
    readonly resources: readonly NamedResource[];
    readonly others: readonly OtherResource[];
  },
  deployed: DeployedResources,
  serviceFor: (type: string) => LocalService | undefined,
): Promise<readonly RemovedResource[]> {
  const { stackName, nameSuffix, resources, others } = stack;
  const names = new Set(resources.map(keyOf));
  const byLogicalId = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const removed: RemovedResource[] = [];
  for (const earlier of deployed.of(stackName) ?? []) {
    if (names.has(keyOf(earlier))) continue;
    const successor = byLogicalId.get(earlier.logicalId);
    const policy = successor === undefined ? earlier.deletionPolicy : successor.updateReplacePolicy;
    removed.push(await remove(stackName, { ...earlier, deletionPolicy: policy }, deployed, serviceFor));
  }
  deployed.record(stackName, { nameSuffix, resources: [...resources], others: [...others] });
  return removed;
}

/** Deletes a stack: its resources by their `DeletionPolicy`. A resource that cannot be deleted stays in the stack. */
export async function deleteStack(
  stackName: string,
  deployed: DeployedResources,
  serviceFor: (type: string) => LocalService | undefined,
): Promise<readonly RemovedResource[]> {
  const resources = (deployed.of(stackName) ?? []).toReversed();
  const removed: RemovedResource[] = [];
  for (const { deletionPolicy, ...other } of deployed.othersOf(stackName).toReversed())
    removed.push({ ...other, outcome: deletionPolicy === 'Retain' ? 'retained' : 'deleted' });
  for (const resource of resources) removed.push(await remove(stackName, resource, deployed, serviceFor));
  const failed = new Set(removed.filter(({ outcome }) => outcome === 'failed').map(keyOf));
  deployed.removeStack(
    stackName,
    resources.filter((resource) => failed.has(keyOf(resource))),
  );
  return removed;
}

async function remove(
  stackName: string,
  resource: NamedResource,
  deployed: DeployedResources,
  serviceFor: (type: string) => LocalService | undefined,
): Promise<RemovedResource> {
  const { logicalId, type, name, isProtected, isEmptied } = resource;
  const described = { logicalId, type, name };
  if (resource.deletionPolicy === 'Retain') {
    deployed.retain(stackName, resource);
    return { ...described, outcome: 'retained' };
  }
  const reason = isProtected
    ? 'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.'
    : await serviceFor(type)?.remove?.(type, name, { isEmptied });
  return reason === undefined
    ? { ...described, outcome: 'deleted' }
    : { ...described, outcome: 'failed', reason };
}
