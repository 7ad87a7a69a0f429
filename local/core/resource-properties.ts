import { z } from 'zod';
import { UnsupportedResourceError } from './errors.ts';
import type { Refusal, Resource } from './service.ts';

/** Parses the properties of a resource. @throws UnsupportedResourceError with the name of the first invalid property */
export function readProperties<Schema extends z.ZodType>(
  resource: Resource,
  schema: Schema,
): z.output<Schema> {
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UnsupportedResourceError(
    resource.logicalId,
    issue?.path.join('.') ?? resource.type,
    issue?.message ?? 'the value is not valid',
  );
}

/**
 * Returns the refusal of a reader of properties, in a list.
 * @param read throws `UnsupportedResourceError` for a value that is not supported
 */
export function refusalsOfReader(read: () => unknown): Refusal[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof UnsupportedResourceError)) throw error;
    return [{ property: error.property, reason: error.reason }];
  }
}

/** A number. CloudFormation also accepts numbers and booleans as strings. */
export const cfnNumber = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);

/** A boolean, or its name as a string. */
export const cfnBoolean = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform((text) => text === 'true'),
]);
