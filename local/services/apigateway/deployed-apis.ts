import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { UnsupportedResourceError } from '../../core/errors.ts';
import { makePrivateFolder, readPrivateJson, writePrivateFile } from '../../persistence/private-files.ts';
import type { RestApi } from './rest-api.ts';
import type { ResourceNode } from './route-tree.ts';

const scheme = 1;
const deploymentsFile = z.object({ scheme: z.number(), fingerprints: z.record(z.string(), z.string()) });
const damagedAdvice = 'Delete it. The next start records the deployments again';

/**
 * The deployments of the last start, each with a fingerprint of its API. On AWS a deployment keeps the API of its creation.
 * If a template changes the API but not the logical id of the deployment, CloudFormation leaves the deployment as it is,
 * and the stage serves the former API.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-deployment.html
 */
export class DeployedApis {
  readonly #path: string | undefined;
  readonly #former: Readonly<Record<string, string>>;
  readonly #current: Record<string, string> = {};

  /** @param stateFolder undefined keeps nothing @throws DamagedStateError, StorageError */
  constructor(stateFolder: string | undefined) {
    if (stateFolder !== undefined) makePrivateFolder(stateFolder);
    this.#path = stateFolder === undefined ? undefined : join(stateFolder, 'deployments.json');
    const stored = this.#path && readPrivateJson(this.#path, deploymentsFile, damagedAdvice);
    this.#former = stored && stored.scheme === scheme ? stored.fingerprints : {};
  }

  /** @throws UnsupportedResourceError for a deployment that does not contain the changes of its API */
  add(stackName: string, logicalId: string, api: RestApi): void {
    const name = `${stackName}/${logicalId}`;
    const fingerprint = fingerprintOf(api);
    this.#current[name] = fingerprint;
    const former = this.#former[name];
    if (former === undefined || former === fingerprint) return;
    throw new UnsupportedResourceError(
      logicalId,
      'RestApiId',
      'the API has changed, but the deployment has the logical id of the last start. On AWS the stage would serve the former API. Change the logical id with the API, as the CDK does',
    );
  }

  /** Removes the deployments of a deleted stack. @throws StorageError */
  removeStack(stackName: string): void {
    const others = Object.entries(this.#former).filter(([name]) => !name.startsWith(`${stackName}/`));
    Object.assign(this.#current, Object.fromEntries(others));
    this.save();
  }

  /** Records the deployments of this start. @throws StorageError */
  save(): void {
    if (this.#path === undefined || JSON.stringify(this.#current) === JSON.stringify(this.#former)) return;
    writePrivateFile(this.#path, JSON.stringify({ scheme, fingerprints: this.#current }));
  }
}

function fingerprintOf({ root, authorizers, responses, encodings }: RestApi): string {
  const parts = [
    methodsOf(root),
    [...authorizers].toSorted(byKey),
    [...responses].toSorted(byKey),
    encodings,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The order of resources in a template has no effect. Function ARNs contain the region, which may change. */
function methodsOf(node: ResourceNode): unknown {
  const methods = [...node.methods]
    .toSorted(byKey)
    .map(([httpMethod, method]) => [httpMethod, { ...method, functionArn: nameOf(method.functionArn) }]);
  const children = node.children.toSorted((one, other) => (one.pathPart < other.pathPart ? -1 : 1));
  return [node.pathPart, methods, children.map(methodsOf)];
}

function nameOf(functionArn: string): string {
  return functionArn.split(':').at(-1) ?? functionArn;
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
