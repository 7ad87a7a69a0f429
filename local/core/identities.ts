import { createHash } from 'node:crypto';
import { UnsupportedResourceError } from './errors.ts';
import type { Declaration, Identity, Resource } from './service.ts';

/** The identities that a service returned from `identify`, for its own `deploy` to read. */
export class Identities {
  readonly #byLogicalId = new Map<string, Identity>();

  /** Stores and returns the identity. */
  set(declaration: Declaration, identity: Identity): Identity {
    this.#byLogicalId.set(declaration.logicalId, identity);
    return identity;
  }

  /** Returns the identity of a resource of the same service, or undefined if it has none. */
  find(logicalId: string): Identity | undefined {
    return this.#byLogicalId.get(logicalId);
  }

  get(resource: Resource): Identity {
    const identity = this.#byLogicalId.get(resource.logicalId);
    if (identity === undefined)
      throw new Error(`${resource.logicalId} was not identified before its deployment.`);
    return identity;
  }
}

/** Returns the identity of a resource without attributes, such as a policy or a permission. */
export function onlyRef(declaration: Declaration): Identity {
  return { ref: declaration.logicalId, attributes: {} };
}

/**
 * Returns the literal name of a resource, or else `<stack>-<logicalId>`, shortened by a hash if it is longer than the
 * service allows. Unlike the end of CloudFormation's generated names, the suffix is empty for the first stack of a folder.
 */
export function physicalName(declaration: Declaration, property: string, limit: number): string {
  const literal = declaration.literals[property];
  if (typeof literal === 'string') return literal;
  const name = generatedName(declaration);
  if (name.length <= limit) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, limit - 9)}-${hash}`;
}

/** Returns the name of a resource without a literal name. */
export function generatedName({ stackName, logicalId, nameSuffix = '' }: Declaration): string {
  return `${stackName}-${logicalId}${nameSuffix}`;
}

/**
 * Refuses a name that an intrinsic function computes: `Ref` needs the name before the function is evaluated.
 * @throws UnsupportedResourceError
 */
export function refuseComputedName(resource: Resource, property: string, name: string): void {
  const declared = resource.properties[property];
  if (declared === undefined || declared === name) return;
  throw new UnsupportedResourceError(resource.logicalId, property, 'only a literal name is supported');
}
