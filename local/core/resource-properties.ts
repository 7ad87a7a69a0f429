import { z } from 'zod';
import { UnsupportedResourceError } from './errors.ts';
import type { Resource } from './service.ts';

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
