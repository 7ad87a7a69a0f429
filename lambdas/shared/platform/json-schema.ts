import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * As whoever sends or reads the value should see it: what only says that a number is exact, or a key a string, is left
 * out, and so are patterns of what `format` names. Strict objects are requests: their optional fields may be null.
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
  // Two types in one schema are for the readers of JSON Schema 2020-12, which zod's own types leave out.
  return Object.assign(rest, { type: [type, 'null'] }, choices && { enum: [...choices, null] });
}

/** A schema as JSON Schema (2020-12). */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, published);
  return rest;
}

/** Schemas that refer to one another by name. @param refTo what a reference to one of them is */
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
