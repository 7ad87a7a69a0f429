import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readPrivateJson, writePrivateFile } from './private-files.ts';

const policy = z.enum(['Delete', 'Retain']);
const resource = z.object({
  logicalId: z.string(),
  type: z.string(),
  name: z.string(),
  deletionPolicy: policy,
  updateReplacePolicy: policy,
  isProtected: z.boolean(),
  isEmptied: z.boolean(),
});
const stack = z.object({
  /** The end of each generated name. It is empty unless earlier resources with generated names are retained. */
  nameSuffix: z.string(),
  /** The resources with physical names and a service. */
  resources: z.array(resource),
  /** The other resources of the template. Files of earlier versions lack them. */
  others: z
    .array(resource.pick({ logicalId: true, type: true, name: true, deletionPolicy: true }))
    .default([]),
});
const retained = resource.extend({ stackName: z.string() });
const deployedFile = z.object({ stacks: z.record(z.string(), stack), retained: z.array(retained) });

type DeployedResource = z.output<typeof resource>;
type DeployedStack = z.output<typeof stack>;
export type RetainedResource = z.output<typeof retained>;
type Deployed = z.output<typeof deployedFile>;

const damagedAdvice =
  'Put back a copy of it. Without it, the names of the resources in the folder are not known. Their data is not affected';

/** The resources with physical names of a state folder, by stack, and those that deleted stacks have retained. */
export class DeployedResources {
  readonly #path: string;
  #deployed: Deployed;

  /** @throws DamagedStateError, StorageError */
  constructor(stateFolder: string) {
    this.#path = join(stateFolder, 'resources.json');
    this.#deployed = readPrivateJson(this.#path, deployedFile, damagedAdvice) ?? { stacks: {}, retained: [] };
  }

  get stackNames(): readonly string[] {
    return Object.keys(this.#deployed.stacks);
  }

  get retained(): readonly RetainedResource[] {
    return this.#deployed.retained;
  }

  /** Returns the resources of a stack, or undefined for a stack that is not deployed. */
  of(stackName: string): readonly DeployedResource[] | undefined {
    return this.#deployed.stacks[stackName]?.resources;
  }

  /** Returns the resources of a stack of which the runner keeps nothing. */
  othersOf(stackName: string): DeployedStack['others'] {
    return this.#deployed.stacks[stackName]?.others ?? [];
  }

  /** Returns the end of a stack's generated names. As on AWS, it differs from the one of a deleted stack. */
  nameSuffix(stackName: string): string {
    const known = this.#deployed.stacks[stackName]?.nameSuffix;
    if (known !== undefined) return known;
    const isReused = this.retained.some((each) => each.stackName === stackName);
    return isReused ? `-${randomBytes(4).toString('hex')}` : '';
  }

  /** Records a deployment. Resources that it imported are no longer retained. @throws StorageError */
  record(stackName: string, deployed: Readonly<DeployedStack>): void {
    const { resources } = deployed;
    const names = new Set(resources.map(({ type, name }) => `${type} ${name}`));
    this.#save({
      stacks: { ...this.#deployed.stacks, [stackName]: deployed },
      retained: this.retained.filter(({ type, name }) => !names.has(`${type} ${name}`)),
    });
  }

  /** Records that a stack no longer has the resource, but that it exists. @throws StorageError */
  retain(stackName: string, kept: DeployedResource): void {
    this.#save({ ...this.#deployed, retained: [...this.retained, { ...kept, stackName }] });
  }

  /** Removes a stack, or keeps those of its resources that could not be deleted. @throws StorageError */
  removeStack(stackName: string, remaining: readonly DeployedResource[]): void {
    const { [stackName]: removed, ...stacks } = this.#deployed.stacks;
    if (removed !== undefined && remaining.length > 0) {
      stacks[stackName] = { ...removed, resources: [...remaining], others: [] };
    }
    this.#save({ ...this.#deployed, stacks });
  }

  #save(deployed: Deployed): void {
    writePrivateFile(this.#path, JSON.stringify(deployed, null, 2));
    this.#deployed = deployed;
  }
}
