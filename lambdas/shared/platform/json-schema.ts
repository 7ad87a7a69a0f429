import * as z from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * Options for published schemas. They omit redundant keywords: bounds of safe integers, property names that are strings,
 * and patterns of a `format`. Strict objects are requests, whose optional fields may be null.
 */
const published = {
  io: 'input',
  override: ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }) => {
    if (jsonSchema.format) delete jsonSchema.pattern;
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    if (JSON.stringify(jsonSchema.propertyNames) === '{"type":"string"}') delete jsonSchema.propertyNames;
    if (jsonSchema.additionalProperties === false) allowNulls(jsonSchema);
  },
} as const;

function allowNulls({ properties = {}, required = [] }: z.core.JSONSchema.BaseSchema): void {
  for (const [name, field] of Object.entries(properties)) {
    if (required.includes(name) || typeof field === 'boolean') continue;
    properties[name] = nullable(field);
  }
}

function nullable(field: z.core.JSONSchema.BaseSchema): z.core.JSONSchema.BaseSchema {
  const { type, description } = field;
  if (typeof type !== 'string')
    return { anyOf: [field, { type: 'null' }], ...(description && { description }) };
  const choices = 'const' in field ? [field.const] : field.enum;
  const { const: _, ...rest } = field;
  // JSON Schema 2020-12 allows a list of types, which zod's types lack.
  return Object.assign(rest, { type: [type, 'null'] }, choices && { enum: [...choices, null] });
}

/** Converts a schema to JSON Schema (2020-12). */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, published);
  return rest;
}

/** Converts schemas that refer to one another. @param refTo returns the reference to a schema by its name */
export function namedJsonSchemas<Name extends string>(
  schemas: Readonly<Record<Name, z.ZodType>>,
  refTo: (name: Name) => string,
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  const names = new Map<string, string>();
  for (const name in schemas) {
    registry.add(schemas[name], { id: name });
    names.set(name, refTo(name));
  }
  const { schemas: converted } = z.toJSONSchema(registry, {
    ...published,
    uri: (id) => names.get(id) ?? id,
  });
  return Object.fromEntries(
    Object.entries(converted).map(([name, { $schema: _, $id: __, ...rest }]) => [name, rest]),
  );
}
