import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UnsupportedResourceError } from '../errors.ts';
import type { Declaration, Identity, Resource } from './service.ts';

/** What a service answered to `identify`, for its `deploy` to find again. */
export class Identities {
  readonly #byLogicalId = new Map<string, Identity>();

  remember(declaration: Declaration, identity: Identity): Identity {
    this.#byLogicalId.set(declaration.logicalId, identity);
    return identity;
  }

  of(resource: Resource): Identity {
    const identity = this.#byLogicalId.get(resource.logicalId);
    if (identity === undefined)
      throw new Error(`${resource.logicalId} was not identified before its deployment.`);
    return identity;
  }
}

/** For what `Ref` names and nothing else can be asked of: a policy, a permission. */
export function onlyRef(declaration: Declaration): Identity {
  return { ref: declaration.logicalId, attributes: {} };
}

/**
 * The name CloudFormation would give, but the same on every start: the literal name if there is one, else
 * `<stack>-<logicalId>`, shortened by a hash where the service's limit asks for it.
 */
export function physicalName(declaration: Declaration, property: string, limit: number): string {
  const literal = declaration.literals[property];
  if (typeof literal === 'string') return literal;
  const name = `${declaration.stackName}-${declaration.logicalId}`;
  if (name.length <= limit) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, limit - 9)}-${hash}`;
}

/** A name made by an intrinsic function is known too late for `Ref` to give it. */
export function refuseComputedName(resource: Resource, property: string, name: string): void {
  const wanted = resource.properties[property];
  if (wanted === undefined || wanted === name) return;
  throw new UnsupportedResourceError(resource.logicalId, property, 'only a plain literal name is supported');
}

/** The resource's properties as the schema reads them. @throws UnsupportedResourceError naming the property */
export function readProperties<Schema extends z.ZodType>(
  resource: Resource,
  schema: Schema,
): z.output<Schema> {
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UnsupportedResourceError(
    resource.logicalId,
    issue?.path.join('.') ?? resource.type,
    issue?.message ?? 'not understood',
  );
}

/** CloudFormation lets numbers and booleans be written as strings. */
export const cfnNumber = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);
export const cfnBoolean = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform((text) => text === 'true'),
]);
