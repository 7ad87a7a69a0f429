/**
 * Parsers of single fields, for inputs that AWS or this deployment has written. They do without zod, which would take
 * most of the load time of the functions that parse nothing else.
 */

/** An input does not have the expected form. The message names the field, without its value. */
export class FieldError extends Error {
  override readonly name = 'FieldError';

  constructor(field: string) {
    super(`the field ${field} does not have the expected form`);
  }
}

export type Fields = Readonly<Record<string, unknown>>;

export function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** @throws FieldError */
export function fieldsOf(value: unknown, field: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new FieldError(field);
}

/** @throws FieldError */
export function textOf(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  throw new FieldError(field);
}

/** @throws FieldError */
export function textsOf(value: unknown, field: string): readonly string[] {
  if (Array.isArray(value)) return value.map((each) => textOf(each, field));
  throw new FieldError(field);
}

/** @throws FieldError */
export function flagOf(value: unknown, field: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new FieldError(field);
}

/**
 * Returns the members of a field that is an object or absent. A name can be any text, even `__proto__`.
 *
 * @throws FieldError
 */
export function entriesOf<Value>(
  fields: Fields,
  field: string,
  read: (value: unknown, field: string) => Value,
): (readonly [string, Value])[] {
  const value = fields[field];
  if (isAbsent(value)) return [];
  return Object.entries(fieldsOf(value, field)).map(([name, member]) => [name, read(member, field)] as const);
}
