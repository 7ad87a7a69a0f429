/** The parsers of single fields as a handler without regard for its load time has them. */
import { z } from 'zod';

const text = z.string();
const texts = z.array(text);
const flag = z.boolean();
const object = z.record(text, z.unknown());

export type Fields = z.infer<typeof object>;

export const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;
export const fieldsOf = (value: unknown): Fields => object.parse(value);
export const textOf = (value: unknown): string => text.parse(value);
export const textsOf = (value: unknown): readonly string[] => texts.parse(value);
export const flagOf = (value: unknown): boolean => flag.parse(value);

export function entriesOf<Value>(
  fields: Fields,
  field: string,
  read: (value: unknown, field: string) => Value,
): [string, Value][] {
  const value = object.nullish().parse(fields[field]) ?? {};
  return Object.entries(value).map(([name, member]) => [name, read(member, field)]);
}
