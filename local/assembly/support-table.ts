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
const unknownPart = 'the local runner does not know the parts of this property';

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
    const reason = service.findReasonToIgnore?.(resource);
    if (reason !== undefined) return [row({ property: '*', class: 'ignored', reason })];
    const classified = Object.entries(resource.properties).flatMap(([name, value]) =>
      classify(name, value, support),
    );
    const refusals = service.findRefusals?.(resource) ?? [];
    return [...classified.map(row), ...refusals.map((refusal) => row({ ...refusal, class: 'refused' }))];
  }

  /**
   * Returns the supported properties of every service, such as `AWS::SQS::Queue.DelaySeconds`, and the supported parts of
   * documents, such as `AWS::Events::Rule.EventPattern#prefix`.
   */
  supportedEntries(): string[] {
    return [...this.#services].flatMap(([type, service]) => {
      const { supported = [], documents = {} } = service.resources[type] ?? {};
      const parts = Object.entries(documents).flatMap(([property, names]) =>
        names.map((name) => `${property}#${name}`),
      );
      return [...supported, ...parts].map((entry) => `${type}.${entry}`);
    });
  }

  /** Returns the row of a resource attribute outside `Properties`, such as `DeletionPolicy`. */
  deletionRow(logicalId: string, type: string, attribute: string): SupportRow {
    return { logicalId, type, property: attribute, class: 'supported', reason: '' };
  }
}

type Classification = Pick<SupportRow, 'property' | 'class' | 'reason'>;

/**
 * Classifies a property by its own entry, or part by part if the table has entries below it (`Table.PointInTime…`). A part
 * without an entry is ignored if its property is, and otherwise refused.
 */
function classify(
  path: string,
  value: unknown,
  support: ResourceSupport,
  ignoredReason?: string,
): Classification[] {
  const leaf = leafClass(path, value, support);
  const reason = support.ignored[path] ?? (leaf.class === 'refused' ? ignoredReason : undefined);
  const own: Classification = reason === undefined ? leaf : { property: path, class: 'ignored', reason };
  if (!hasEntriesBelow(path, support)) return [own];
  const items = Array.isArray(value) ? value : [value];
  if (!items.every(isRecord)) return [own];
  const classified = items.flatMap((item) =>
    Object.entries(item).flatMap(([name, part]) => classify(`${path}.${name}`, part, support, reason)),
  );
  return [...new Map(classified.map((one) => [`${one.property} ${one.class}`, one])).values()];
}

function leafClass(path: string, value: unknown, support: ResourceSupport): Classification {
  const supported: Classification = { property: path, class: 'supported', reason: '' };
  const refused = (reason: string): Classification => ({ property: path, class: 'refused', reason });
  const fixed = support.fixed?.[path];
  if (fixed !== undefined) return String(value) === String(fixed.value) ? supported : refused(fixed.reason);
  if (support.documents?.[path] !== undefined) return supported;
  if (support.supported.includes(`${path}.*`)) return isRecord(value) ? supported : refused(unknownPart);
  if (!support.supported.includes(path)) return refused(unknownProperty);
  return [value].flat().some(isRecord) ? refused(unknownPart) : supported;
}

function hasEntriesBelow(path: string, { supported, fixed = {}, ignored }: ResourceSupport): boolean {
  return [...supported, ...Object.keys(fixed), ...Object.keys(ignored)].some(
    (entry) => entry.startsWith(`${path}.`) && entry !== `${path}.*`,
  );
}
