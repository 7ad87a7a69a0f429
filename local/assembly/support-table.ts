import { isRecord } from '../core/json.ts';
import type { LocalService, Resource, ResourceSupport } from '../core/service.ts';
import { ignoredTypes } from './ignored-types.ts';

export type SupportClass = 'supported' | 'ignored' | 'refused';

/** The support of one property of one resource, as `--explain` prints it. */
export interface SupportRow {
  readonly logicalId: string;
  readonly type: string;
  /** The path of the property below the resource's `Properties`, with dots; `*` for the whole resource. */
  readonly property: string;
  readonly class: SupportClass;
  /** Empty for a supported property. */
  readonly reason: string;
}

const unknownType = 'the local runner does not know this resource type';
const unknownProperty = 'the local runner does not know this property';
const neverDeleted = 'the local stack is never deleted; delete the state folder instead';

/**
 * The table of the properties that the runner supports and of those that it ignores. It refuses every other property.
 * Each service contributes its resource types; types that are ignored as a whole are in `ignored-types.ts`.
 */
export class SupportTable {
  readonly #services = new Map<string, LocalService>();

  /** @throws Error if two services support the same resource type */
  constructor(services: readonly LocalService[]) {
    for (const service of services) {
      for (const type of Object.keys(service.resources)) {
        const other = this.#services.get(type)?.name ?? (ignoredTypes[type] && 'the ignored types');
        if (other) throw new Error(`${type} belongs to both ${service.name} and ${other}.`);
        this.#services.set(type, service);
      }
    }
  }

  /** Returns the service that deploys the type. */
  serviceFor(type: string): LocalService | undefined {
    return this.#services.get(type);
  }

  /** Returns the rows of a resource whose intrinsic functions are resolved. */
  rowsFor(resource: Resource): SupportRow[] {
    const row = ({ property, ...classification }: Classification): SupportRow => ({
      logicalId: resource.logicalId,
      type: resource.type,
      property,
      ...classification,
    });
    const ignoredType = ignoredTypes[resource.type];
    if (ignoredType !== undefined) {
      return [row({ property: '*', class: 'ignored', reason: ignoredType.reason })];
    }
    const service = this.#services.get(resource.type);
    const support = service?.resources[resource.type];
    if (service === undefined || support === undefined) {
      return [row({ property: '*', class: 'refused', reason: unknownType })];
    }
    const classified = Object.entries(resource.properties).flatMap(([name, value]) =>
      classify(name, value, support),
    );
    const refusals = service.findRefusals?.(resource) ?? [];
    return [...classified.map(row), ...refusals.map((refusal) => row({ ...refusal, class: 'refused' }))];
  }

  /** Returns the row of a resource attribute outside `Properties`, such as `DeletionPolicy`. */
  deletionRow(logicalId: string, type: string, attribute: string): SupportRow {
    return { logicalId, type, property: attribute, class: 'ignored', reason: neverDeleted };
  }
}

type Classification = Pick<SupportRow, 'property' | 'class' | 'reason'>;

/**
 * Classifies a property by its own entry, and part by part if the table has entries below it (`Table.PointInTime…`). A
 * part without an entry inherits the class of its property, and is refused if the property has no entry either.
 */
function classify(
  path: string,
  value: unknown,
  support: ResourceSupport,
  inherited?: Classification,
): Classification[] {
  const own = entryOf(path, support) ??
    (inherited && { ...inherited, property: path }) ?? {
      property: path,
      class: 'refused' as const,
      reason: unknownProperty,
    };
  if (!hasEntriesBelow(path, support)) return [own];
  const parts = (Array.isArray(value) ? value : [value]).flatMap((item) =>
    isRecord(item) ? Object.entries(item) : [],
  );
  if (parts.length === 0) return [own];
  const inheritable = own.class === 'refused' ? undefined : own;
  const classified = parts.flatMap(([name, part]) => classify(`${path}.${name}`, part, support, inheritable));
  return [...new Map(classified.map((one) => [one.property, one])).values()];
}

function entryOf(path: string, support: ResourceSupport): Classification | undefined {
  if (support.supported.includes(path)) return { property: path, class: 'supported', reason: '' };
  const reason = support.ignored[path];
  return reason === undefined ? undefined : { property: path, class: 'ignored', reason };
}

function hasEntriesBelow(path: string, support: ResourceSupport): boolean {
  return [...support.supported, ...Object.keys(support.ignored)].some((entry) =>
    entry.startsWith(`${path}.`),
  );
}
