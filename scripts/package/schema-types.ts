import { z } from 'zod';

type Schema = z.core.JSONSchema.BaseSchema;

/** A schema whose values get a named TypeScript type. */
export interface NamedSchema {
  readonly name: string;
  /** The comment in front of the declaration. */
  readonly comment: string;
  readonly schema: z.ZodType;
}

/** The names of the schemas that a declaration may refer to. */
type Names = ReadonlyMap<string, string>;

/**
 * Writes schemas as TypeScript declarations that import nothing, with the schemas' descriptions as comments. A schema
 * within another is referred to by its name.
 *
 * @throws Error for a schema that has no such form here
 */
export function typesOf(schemas: readonly NamedSchema[]): string {
  const converted = schemas.map((named) => ({ ...named, json: jsonSchemaOf(named.schema) }));
  const names = new Map(converted.map(({ name, json }) => [contentOf(json), name]));
  return converted
    .map(({ name, comment, json }) => {
      const { properties } = json;
      const declared = properties
        ? `export interface ${name} ${objectType(json, properties, names, '')}`
        : `export type ${name} = ${writtenType(json, names, '')};`;
      return `${commentOf(comment, '')}${declared}\n`;
    })
    .join('\n');
}

function jsonSchemaOf(schema: z.ZodType): Schema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    // A list of choices next to a plain type is for readers of the published schema.
    override: ({ zodSchema, jsonSchema }) => {
      if (!isEnum(zodSchema)) delete jsonSchema.enum;
    },
  });
  return json;
}

/** Returns true for an enum that may be optional. */
function isEnum(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.core.$ZodOptional) return isEnum(schema._zod.def.innerType);
  return schema instanceof z.core.$ZodEnum;
}

function contentOf({ description: _, ...content }: Schema): string {
  return JSON.stringify(content);
}

function typeOf(type: Schema | boolean, names: Names, indent: string): string {
  if (typeof type === 'boolean') throw new Error('a schema that takes everything has no type here');
  return names.get(contentOf(type)) ?? writtenType(type, names, indent);
}

function writtenType(type: Schema, names: Names, indent: string): string {
  if (type.const !== undefined) return JSON.stringify(type.const);
  if (type.enum) return union(type.enum.map((value) => JSON.stringify(value)));
  if (type.anyOf) return union(type.anyOf.map((member) => typeOf(member, names, indent)));
  // zod writes a union of plain types as a list of their names, which its own types leave out.
  return union([type.type].flat().map((kind) => typeOfKind(type, kind, names, indent)));
}

function typeOfKind(type: Schema, kind: Schema['type'], names: Names, indent: string): string {
  switch (kind) {
    case 'string':
    case 'boolean':
    case 'null':
      return kind;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      if (type.items && !Array.isArray(type.items))
        return `ReadonlyArray<${typeOf(type.items, names, indent)}>`;
      break;
    case 'object':
      if (type.properties) return objectType(type, type.properties, names, indent);
      if (type.additionalProperties) {
        return `{ readonly [key: string]: ${typeOf(type.additionalProperties, names, indent)} }`;
      }
  }
  throw new Error(`no TypeScript form of the schema ${JSON.stringify(type)}`);
}

function objectType(
  { required = [] }: Schema,
  properties: NonNullable<Schema['properties']>,
  names: Names,
  indent: string,
): string {
  const inner = `${indent}  `;
  const members = Object.entries(properties).map(([name, type]) => {
    const mark = required.includes(name) ? '' : '?';
    const comment = typeof type === 'object' ? type.description : undefined;
    return `${commentOf(comment, inner)}${inner}readonly ${name}${mark}: ${typeOf(type, names, inner)};\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}

function union(members: readonly string[]): string {
  return [...new Set(members)].join(' | ');
}

function commentOf(text: string | undefined, indent: string): string {
  return text === undefined ? '' : `${indent}/** ${text.replaceAll('*/', '*\\/')} */\n`;
}
