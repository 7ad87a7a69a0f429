import { createRequire } from 'node:module';
import { z } from 'zod';

const require = createRequire(import.meta.url);

/** A structure of an SDK client. Its schema has members, types and the number of required members, but no constraints. */
export interface SdkStructure {
  readonly name: string;
  readonly members: readonly SdkMember[];
  readonly required: readonly string[];
  readonly union: boolean;
}

interface SdkMember {
  readonly name: string;
  readonly type: SdkType;
  /** The header or query parameter of a member of a REST request. */
  readonly binding?: string;
}

export type SdkType =
  | { readonly kind: 'simple'; readonly type: string }
  | { readonly kind: 'list'; readonly item: SdkType }
  | { readonly kind: 'map'; readonly value: SdkType }
  | { readonly kind: 'structure'; readonly structure: () => SdkStructure };

/** The schemas and enumerations of an SDK client. */
export class SdkClient {
  readonly #exports: Readonly<Record<string, unknown>>;

  /** @param packageName such as `client-sfn` */
  constructor(packageName: string) {
    this.#exports = z.record(z.string(), z.unknown()).parse({ ...require(`@aws-sdk/${packageName}`) });
  }

  structure(name: string): SdkStructure | undefined {
    const schema = this.#exports[`${name}$`];
    return isList(schema) && (schema[0] === 3 || schema[0] === 4) ? structureOf(schema) : undefined;
  }

  /** The values of an enumeration, or undefined if the client has none with this name. */
  enumeration(name: string): readonly string[] | undefined {
    const parsed = z.record(z.string(), z.string()).safeParse(this.#exports[name]);
    return parsed.success ? Object.values(parsed.data) : undefined;
  }
}

/** https://github.com/smithy-lang/smithy-typescript, `packages/types/src/schema/static-schemas.ts` */
function structureOf(schema: readonly unknown[]): SdkStructure {
  const [kind, , name, , names, types, required = 0] = schema;
  const members = z.array(z.string()).parse(names);
  const list = z.array(z.unknown()).parse(types);
  return {
    name: z.string().parse(name),
    members: members.map((member, index) => ({
      name: member,
      type: typeOf(list[index]),
      ...bindingOf(list[index]),
    })),
    required: members.slice(0, z.number().parse(required)),
    union: kind === 4,
  };
}

const traits = z.object({ httpHeader: z.string().optional(), httpQuery: z.string().optional() });

function bindingOf(member: unknown): { binding?: string } {
  const { data } = traits.safeParse(isList(member) ? member[1] : undefined);
  if (data?.httpHeader !== undefined) return { binding: `header ${data.httpHeader.toLowerCase()}` };
  return data?.httpQuery === undefined ? {} : { binding: `query ${data.httpQuery}` };
}

const simpleTypes: Readonly<Record<number, string>> = {
  0: 'string',
  1: 'double',
  2: 'boolean',
  4: 'timestamp',
  15: 'document',
  21: 'blob',
  42: 'blob',
};

function typeOf(reference: unknown): SdkType {
  const target = typeof reference === 'function' ? reference() : reference;
  if (typeof target === 'number') return simpleType(target);
  if (!isList(target)) throw new Error(`Unknown schema: ${String(target)}`);
  const [kind, namespace] = target;
  // A member with traits is its type and the traits.
  if (typeof namespace !== 'string') return typeOf(kind);
  if (kind === 0) return typeOf(target[4]);
  if (kind === 1) return { kind: 'list', item: typeOf(target[4]) };
  if (kind === 2) return { kind: 'map', value: typeOf(target[5]) };
  return { kind: 'structure', structure: () => structureOf(target) };
}

function simpleType(code: number): SdkType {
  if (code >= 128) return { kind: 'map', value: simpleType(code - 128) };
  if (code >= 64) return { kind: 'list', item: simpleType(code - 64) };
  const type = simpleTypes[code] ?? (code >= 4 && code <= 7 ? 'timestamp' : undefined);
  if (type === undefined) throw new Error(`Unknown schema code ${code}.`);
  return { kind: 'simple', type };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
