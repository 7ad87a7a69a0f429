import { isAbsolute, join } from 'node:path';
import { errorMessage } from '../core/error-message.ts';
import { isRecord } from '../core/json.ts';
import type { Declaration, Identity, Resource } from '../core/service.ts';
import type { StackArtifact } from './cloud-assembly.ts';
import { deploymentOrder } from './deployment-order.ts';
import { RefusedTemplateError } from './errors.ts';
import { identifyIgnoredType, isIgnoredType } from './ignored-types.ts';
import { Resolver } from './intrinsics.ts';
import { type NamedResource, namedResource, type OtherResource, policyOf } from './named-resources.ts';
import type { SupportRow, SupportTable } from './support-table.ts';
import type { TemplateResource } from './template.ts';

const assetPath = 'aws:asset:path';

/** The resolved stack. */
export interface StackPlan {
  /** The resources that services deploy, in dependency order. Asset paths in their metadata are absolute. */
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly rows: readonly SupportRow[];
  /** The resources with physical names, in dependency order. */
  readonly named: readonly NamedResource[];
  /** The resources that have no physical name or no service. */
  readonly others: readonly OtherResource[];
}

export interface PlanOptions {
  /** True once the services have started. */
  readonly started: boolean;
  /** The random part of the stack's id. */
  readonly uuid?: string;
  /** The end of generated names. */
  readonly nameSuffix?: string;
}

/**
 * Classifies and resolves every resource of the stack. Some services can only identify their resources once they have
 * started, because a queue's URL contains a port. Before that, the plan has placeholders, and only its rows are valid.
 * @throws AssemblyError
 */
export function planStack(
  stack: StackArtifact,
  table: SupportTable,
  { started, uuid: stackUuid, nameSuffix = '' }: PlanOptions,
): StackPlan {
  const { template, stackName } = stack;
  const conditions = new Resolver({ stackName, template, identities: new Map() });
  const declared = Object.fromEntries(
    Object.entries(template.Resources).filter(
      ([, { Condition }]) => Condition === undefined || conditions.condition(Condition),
    ),
  );
  const identities = new Map(
    Object.entries(declared).map(([logicalId, resource]) => [
      logicalId,
      identify(
        {
          logicalId,
          type: resource.Type,
          stackName,
          nameSuffix,
          literals: literalsOf(resource),
          references: referencesOf(resource),
        },
        { table, started },
      ),
    ]),
  );
  const resolver = new Resolver({ stackName, stackUuid, template, identities });

  const resources: Resource[] = [];
  const rows: SupportRow[] = [];
  const named: NamedResource[] = [];
  for (const logicalId of deploymentOrder(declared)) {
    const resource = declared[logicalId];
    if (resource === undefined) continue;
    const { properties, failures } = resolveProperties(logicalId, resource, resolver);
    const metadata = locateAsset(resource, stack.folder);
    const resolved = { logicalId, type: resource.Type, properties, metadata };
    rows.push(
      ...(failures.length > 0 && !isIgnoredType(resource.Type) ? failures : table.rowsFor(resolved)),
      ...deletionRows(logicalId, resource, table),
    );
    if (table.serviceFor(resource.Type) !== undefined) resources.push(resolved);
    const identity = identities.get(logicalId);
    const physical = identity && namedResource(logicalId, resource, identity, properties);
    if (physical !== undefined) named.push(physical);
  }
  return {
    resources,
    rows,
    named: withEmptiedBuckets(named, declared, resolver),
    others: othersOf(declared, identities, named, table),
    outputs: outputsOf(stack, resolver),
  };
}

/** Returns the resources that have no physical name or no service. */
function othersOf(
  declared: Readonly<Record<string, TemplateResource>>,
  identities: ReadonlyMap<string, Identity>,
  named: readonly NamedResource[],
  table: SupportTable,
): OtherResource[] {
  const kept = new Set(
    named.filter(({ type }) => table.serviceFor(type) !== undefined).map(({ logicalId }) => logicalId),
  );
  return Object.entries(declared)
    .filter(([logicalId]) => !kept.has(logicalId))
    .map(([logicalId, { Type: type, DeletionPolicy }]) => ({
      logicalId,
      type,
      name: identities.get(logicalId)?.ref ?? logicalId,
      deletionPolicy: policyOf(DeletionPolicy),
    }));
}

/** Marks the buckets that a custom resource of the CDK empties before their deletion. */
function withEmptiedBuckets(
  named: readonly NamedResource[],
  declared: Readonly<Record<string, TemplateResource>>,
  resolver: Resolver,
): NamedResource[] {
  const emptied = Object.values(declared)
    .filter(({ Type }) => Type === 'Custom::S3AutoDeleteObjects')
    .map(({ Properties }) => resolver.resolve(Properties.BucketName));
  return named.map((resource) =>
    resource.type === 'AWS::S3::Bucket' && emptied.includes(resource.name)
      ? { ...resource, isEmptied: true }
      : resource,
  );
}

/** @throws RefusedTemplateError with every refusal */
export function refuseUnsupported(rows: readonly SupportRow[]): void {
  const refusals = rows.filter((row) => row.class === 'refused');
  if (refusals.length > 0) throw new RefusedTemplateError(refusals);
}

function identify(
  declaration: Declaration,
  { table, started }: { readonly table: SupportTable; readonly started: boolean },
): Identity {
  const ignored = identifyIgnoredType(declaration);
  if (ignored !== undefined) return ignored;
  const service = table.serviceFor(declaration.type);
  if (service === undefined) return placeholder(declaration.logicalId);
  try {
    return service.identify(declaration);
  } catch (error) {
    if (started) throw error;
    return placeholder(declaration.logicalId);
  }
}

/** Returns an identity with every attribute, for a resource that is refused or not identified yet. */
function placeholder(logicalId: string): Identity {
  const attributes = new Proxy<Record<string, string>>(
    {},
    { get: (_target, name) => `${logicalId}.${String(name)}` },
  );
  return { ref: logicalId, attributes };
}

function referencesOf(resource: TemplateResource): Record<string, string> {
  return Object.fromEntries(
    Object.entries(resource.Properties).flatMap(([property, value]) =>
      isRecord(value) && typeof value.Ref === 'string' ? [[property, value.Ref]] : [],
    ),
  );
}

function literalsOf(resource: TemplateResource): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(resource.Properties).filter(([, value]) => ![value].flat().some(isRecord)),
  );
}

function resolveProperties(logicalId: string, resource: TemplateResource, resolver: Resolver) {
  const properties: Record<string, unknown> = {};
  const failures: SupportRow[] = [];
  for (const [property, value] of Object.entries(resource.Properties)) {
    try {
      const resolved = resolver.resolve(value);
      if (resolved !== undefined) properties[property] = resolved;
    } catch (error) {
      const reason = errorMessage(error);
      failures.push({ logicalId, type: resource.Type, property, class: 'refused', reason });
    }
  }
  return { properties, failures };
}

function deletionRows(logicalId: string, resource: TemplateResource, table: SupportTable): SupportRow[] {
  if (table.serviceFor(resource.Type) === undefined) return [];
  const attributes = ['DeletionPolicy', 'UpdateReplacePolicy'] as const;
  return attributes
    .filter((attribute) => resource[attribute] !== undefined)
    .map((attribute) => table.deletionRow(logicalId, resource.Type, attribute));
}

function locateAsset(resource: TemplateResource, folder: string): Record<string, unknown> {
  const path = resource.Metadata[assetPath];
  if (typeof path !== 'string') return resource.Metadata;
  return { ...resource.Metadata, [assetPath]: isAbsolute(path) ? path : join(folder, path) };
}

function outputsOf({ template }: StackArtifact, resolver: Resolver): Record<string, string> {
  const active = Object.entries(template.Outputs).filter(
    ([, { Condition }]) => Condition === undefined || resolver.condition(Condition),
  );
  return Object.fromEntries(active.map(([name, { Value }]) => [name, String(resolver.resolve(Value))]));
}
