import type { LocalService, Resource, ResourceSupport } from '../services/service.ts';
import { isRecord } from './intrinsics.ts';
import { meaninglessTypes } from './meaningless-types.ts';

export type SupportClass = 'honoured' | 'no meaning on a laptop' | 'refused';

/** What the runner does with one property of one resource; `--explain` prints these. */
export interface SupportRow {
  readonly logicalId: string;
  readonly type: string;
  /** Dotted from the resource's `Properties`; `*` for the resource as a whole. */
  readonly property: string;
  readonly class: SupportClass;
  /** Empty where the property is honoured. */
  readonly reason: string;
}

const unknownType = 'the local runner does not know this type of resource';
const unknownProperty = 'the local runner does not know this property';
const deletion = 'no stack is ever deleted here; the state folder is deleted by hand';

/**
 * The one table of what the runner honours, what has no meaning on a laptop, and what it refuses: everything else.
 * Services bring the rows of their resource types; whole types without a meaning are in `meaningless-types.ts`.
 */
export class SupportTable {
  readonly #services = new Map<string, LocalService>();

  /** @throws Error where two services claim one resource type */
  constructor(services: readonly LocalService[]) {
    for (const service of services) {
      for (const type of Object.keys(service.resources)) {
        const other = this.#services.get(type)?.name ?? (meaninglessTypes[type] && 'the meaningless types');
        if (other) throw new Error(`${type} is claimed by ${service.name} and by ${other}.`);
        this.#services.set(type, service);
      }
    }
  }

  /** The service that deploys the type, if one does. */
  serviceFor(type: string): LocalService | undefined {
    return this.#services.get(type);
  }

  /** The rows of a resource; its properties' intrinsics are resolved. */
  rows(resource: Resource): SupportRow[] {
    const row = (property: string, supportClass: SupportClass, reason: string): SupportRow => ({
      logicalId: resource.logicalId,
      type: resource.type,
      property,
      class: supportClass,
      reason,
    });
    const meaningless = meaninglessTypes[resource.type];
    if (meaningless !== undefined) return [row('*', 'no meaning on a laptop', meaningless.reason)];
    const service = this.#services.get(resource.type);
    const support = service?.resources[resource.type];
    if (service === undefined || support === undefined) return [row('*', 'refused', unknownType)];
    const verdicts = Object.entries(resource.properties).flatMap(([name, value]) =>
      judge(name, value, support),
    );
    const rows = verdicts.map((verdict) => row(verdict.property, verdict.class, verdict.reason));
    const further = service.refusals?.(resource) ?? [];
    return [...rows, ...further.map(({ property, reason }) => row(property, 'refused', reason))];
  }

  /** The row for what the template says beside a resource's properties (`DeletionPolicy` and its like). */
  deletionRow(logicalId: string, type: string, attribute: string): SupportRow {
    return { logicalId, type, property: attribute, class: 'no meaning on a laptop', reason: deletion };
  }
}

interface Verdict {
  readonly property: string;
  readonly class: SupportClass;
  readonly reason: string;
}

/**
 * A property is judged by its own line, and part by part where the table has lines below it (`Table.PointInTime…`);
 * a part without a line of its own is judged as the property it belongs to, and refused if that has none either.
 */
function judge(path: string, value: unknown, support: ResourceSupport, inherited?: Verdict): Verdict[] {
  const own = verdictOf(path, support) ?? (inherited && { ...inherited, property: path });
  if (!hasLinesBelow(path, support)) {
    return [own ?? { property: path, class: 'refused', reason: unknownProperty }];
  }
  const parts = (Array.isArray(value) ? value : [value]).flatMap((item) =>
    isRecord(item) ? Object.entries(item) : [],
  );
  if (parts.length === 0) return [own ?? { property: path, class: 'refused', reason: unknownProperty }];
  const verdicts = parts.flatMap(([name, part]) => judge(`${path}.${name}`, part, support, own));
  return [...new Map(verdicts.map((verdict) => [verdict.property, verdict])).values()];
}

function verdictOf(path: string, support: ResourceSupport): Verdict | undefined {
  if (support.honoured.includes(path)) return { property: path, class: 'honoured', reason: '' };
  const reason = support.meaningless[path];
  return reason === undefined ? undefined : { property: path, class: 'no meaning on a laptop', reason };
}

function hasLinesBelow(path: string, support: ResourceSupport): boolean {
  return [...support.honoured, ...Object.keys(support.meaningless)].some((line) =>
    line.startsWith(`${path}.`),
  );
}
