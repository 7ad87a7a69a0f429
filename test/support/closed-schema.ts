import type { z } from 'zod';

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

/** Returns a JSON Schema whose objects allow no additional properties. */
export function closed(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema, (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'properties' in value && !('additionalProperties' in value)
      ? { ...value, additionalProperties: false }
      : value,
  );
  return JSON.parse(text);
}
