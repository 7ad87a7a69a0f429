import { z } from 'zod';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A state of the Amazon States Language. `refusals.ts` checks its fields. */
export interface State {
  readonly Type: string;
  readonly [field: string]: Json | undefined;
}

/** A state machine, or one inside a Map or Parallel state. https://states-language.net/spec.html */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly [field: string]: unknown;
}

/** Checks a value as `z.json()` does, in a twentieth of the time and without a copy. Every state's output passes it. */
export const jsonSchema: z.ZodType<Json> = z.custom<Json>(isJson);

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  return (Array.isArray(value) || isPlainObject(value)) && Object.values(value).every(isJson);
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // The interpreter runs code in another context, whose objects have their own prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const stateSchema: z.ZodType<State> = z.object({ Type: z.string() }).catchall(jsonSchema);

export const definitionSchema: z.ZodType<Definition> = z
  .object({ StartAt: z.string(), States: z.record(z.string(), stateSchema) })
  .catchall(jsonSchema);

/** Returns the definition, or undefined if the text is not one. */
export function parseDefinition(text: string): Definition | undefined {
  try {
    return definitionSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Returns the machines inside a Parallel or Map state. */
export function innerDefinitions(state: State): Definition[] {
  const inner = state.Type === 'Map' ? [state.ItemProcessor ?? state.Iterator] : listOf(state.Branches);
  return inner.flatMap((one) => {
    const parsed = definitionSchema.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
}

/** Yields every state with its name, including those inside Map and Parallel states. Names are unique in a machine. */
export function* allStates(definition: Definition): Generator<[name: string, state: State]> {
  for (const [name, state] of Object.entries(definition.States)) {
    yield [name, state];
    for (const inner of innerDefinitions(state)) yield* allStates(inner);
  }
}

const templateFields = ['Parameters', 'ResultSelector', 'ItemSelector'];

/** Applies `change` to each path and intrinsic function of a state, but not to the machines inside it. */
export function mapPaths(state: State, change: (path: string, field: string) => string): State {
  const fields = Object.entries(state).map(([field, value]) => {
    if (value === undefined) return [field, value];
    if (templateFields.includes(field)) return [field, mapTemplate(value, (path) => change(path, field))];
    if (field === 'Choices') return [field, mapRules(value, (path) => change(path, field))];
    if (field.endsWith('Path') && typeof value === 'string') return [field, change(value, field)];
    return [field, value];
  });
  return { ...state, ...Object.fromEntries(fields) };
}

function mapTemplate(value: Json, change: (path: string) => string): Json {
  return mapEntries(value, (key, item) => key.endsWith('.$') && typeof item === 'string', change);
}

function mapRules(value: Json, change: (path: string) => string): Json {
  const isPath = (key: string, item: Json) =>
    (key === 'Variable' || key.endsWith('Path')) && typeof item === 'string';
  return mapEntries(value, isPath, change);
}

function mapEntries(
  value: Json,
  isPath: (key: string, item: Json) => boolean,
  change: (path: string) => string,
): Json {
  if (Array.isArray(value)) return value.map((item) => mapEntries(item, isPath, change));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    typeof item === 'string' && isPath(key, item) ? change(item) : mapEntries(item, isPath, change),
  ]);
  return Object.fromEntries(entries);
}

export function isJsonObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
