import { isAbsolute, join } from 'node:path';
import type { Declaration, Identity, Resource } from '../services/service.ts';
import type { StackArtifact } from './cloud-assembly.ts';
import { deploymentOrder } from './deployment-order.ts';
import { RefusedTemplateError } from './errors.ts';
import { isRecord, Resolver } from './intrinsics.ts';
import { identifyMeaningless } from './meaningless-types.ts';
import type { SupportRow, SupportTable } from './support.ts';
import type { TemplateResource } from './template.ts';

const assetPath = 'aws:asset:path';

/** The stack as the services will deploy it. */
export interface StackPlan {
  /** What services deploy, in the order of the dependencies; bundle folders in the metadata are absolute. */
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly rows: readonly SupportRow[];
}

/**
 * Judges and resolves every resource of the stack. Before the services are started some of them cannot identify
 * their resources yet (a queue's URL holds a port): placeholders stand in for those, and only for that judgement.
 * @param stackUuid the random part of the stack's id, once it is known
 * @throws AssemblyError
 */
export function planStack(
  stack: StackArtifact,
  table: SupportTable,
  started: boolean,
  stackUuid?: string,
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
      identify({ logicalId, type: resource.Type, stackName, literals: literalsOf(resource) }, table, started),
    ]),
  );
  const resolver = new Resolver({ stackName, stackUuid, template, identities });

  const resources: Resource[] = [];
  const rows: SupportRow[] = [];
  for (const logicalId of deploymentOrder(declared)) {
    const resource = declared[logicalId];
    if (resource === undefined) continue;
    const { properties, failures } = resolveProperties(logicalId, resource, resolver);
    const resolved = {
      logicalId,
      type: resource.Type,
      properties,
      metadata: locateAsset(resource, stack.folder),
    };
    rows.push(
      ...(failures.length > 0 ? failures : table.rows(resolved)),
      ...deletionRows(logicalId, resource, table),
    );
    if (table.serviceFor(resource.Type) !== undefined) resources.push(resolved);
  }
  return { resources, rows, outputs: outputsOf(stack, resolver) };
}

/** @throws RefusedTemplateError with every refusal, not the first alone */
export function refuseUnsupported(rows: readonly SupportRow[]): void {
  const refusals = rows.filter((row) => row.class === 'refused');
  if (refusals.length > 0) throw new RefusedTemplateError(refusals);
}

function identify(declaration: Declaration, table: SupportTable, started: boolean): Identity {
  const meaningless = identifyMeaningless(declaration);
  if (meaningless !== undefined) return meaningless;
  const service = table.serviceFor(declaration.type);
  if (service === undefined) return placeholder(declaration.logicalId);
  try {
    return service.identify(declaration);
  } catch (error) {
    if (started) throw error;
    return placeholder(declaration.logicalId);
  }
}

/** Has every attribute: what it stands for is not known yet, or refused already. */
function placeholder(logicalId: string): Identity {
  const attributes = new Proxy<Record<string, string>>(
    {},
    { get: (_target, name) => `${logicalId}.${String(name)}` },
  );
  return { ref: logicalId, attributes };
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
      const reason = error instanceof Error ? error.message : String(error);
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
  const wanted = Object.entries(template.Outputs).filter(
    ([, { Condition }]) => Condition === undefined || resolver.condition(Condition),
  );
  return Object.fromEntries(wanted.map(([name, { Value }]) => [name, String(resolver.resolve(Value))]));
}
