import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * A schema as JSON Schema (2020-12), as whoever sends or reads the value should see it: what only says that a number
 * is exact, or a key a string, is left out, and so are patterns of what `format` names.
 */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...published } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format) delete jsonSchema.pattern;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (JSON.stringify(jsonSchema.propertyNames) === '{"type":"string"}') delete jsonSchema.propertyNames;
    },
  });
  return published;
}
