import type { ServiceModel, Shape } from '../../../../local/models/shape.ts';
import { matching, minimal, notMatching, ofLength, sample } from './sample-values.ts';

export type Path = readonly (string | number)[];

/** A constraint at one place of a request, with a value that satisfies it and one that violates it. */
export interface ConstraintSite {
  readonly path: Path;
  readonly rule: string;
  readonly accepted: unknown;
  /** `undefined` removes the member. */
  readonly refused: unknown;
}

type Shapes = ServiceModel['shapes'];

/** Returns the constraints of a request in any depth. A shape inside itself is visited once. */
export function constraintSites(shapes: Shapes, input: string): ConstraintSite[] {
  return sitesOf(shapes, input, [], []);
}

function sitesOf(shapes: Shapes, name: string, path: Path, outer: readonly string[]): ConstraintSite[] {
  const shape = shapes[name];
  if (shape === undefined) throw new Error(`The models have no shape ${name}.`);
  if (outer.includes(name)) return [];
  const own = path.length === 0 ? [] : ownSites(shapes, name, shape, path);
  const inner = (part: string, key: string | number) =>
    sitesOf(shapes, part, [...path, key], [...outer, name]);
  switch (shape.type) {
    case 'structure':
      return [
        ...own,
        ...(shape.required ?? []).map((member) => ({
          path: [...path, member],
          rule: 'required',
          accepted: minimal(shapes, shape.members?.[member] ?? ''),
          refused: undefined,
        })),
        ...Object.entries(shape.members ?? {}).flatMap(([member, part]) => inner(part, member)),
      ];
    case 'list':
      return [...own, ...inner(shape.member ?? '', 0)];
    case 'map':
      return [...own, ...keySites(shapes, shape, path), ...inner(shape.value ?? '', 'entry')];
    default:
      return own;
  }
}

const wrongTypes: Readonly<Record<string, unknown>> = {
  blob: 5,
  boolean: 'text',
  double: 'text',
  float: 'text',
  integer: 'text',
  list: 'text',
  long: 'text',
  map: 'text',
  string: 5,
  structure: 'text',
  timestamp: true,
};

function ownSites(shapes: Shapes, name: string, shape: Shape, path: Path): ConstraintSite[] {
  const accepted = minimal(shapes, name);
  const { min = 0, max, pattern, enum: values } = shape;
  /** A value at the bound, or any that fits if no text of this length matches the pattern. */
  const fitting = (length: number) =>
    pattern !== undefined && matching(shape, length) === undefined
      ? accepted
      : ofLength(shapes, shape, length);
  const isNumber = ['integer', 'long', 'double', 'float'].includes(shape.type);
  const site = (rule: string, refused: unknown, value: unknown = accepted) => ({
    path,
    rule,
    accepted: value,
    refused,
  });
  return [
    ...(shape.type in wrongTypes ? [site('type', wrongTypes[shape.type])] : []),
    ...(min > 0 || (isNumber && shape.min !== undefined)
      ? [site('min', ofLength(shapes, shape, min - 1), fitting(min))]
      : []),
    ...(max === undefined ? [] : [site('max', ofLength(shapes, shape, max + 1), fitting(max))]),
    ...(values === undefined ? [] : [site('enum', 'no such value')]),
    ...(pattern === undefined ? [] : [site('pattern', notMatching(shape), sample(shape))]),
  ];
}

/** The length of a map's keys. */
function keySites(shapes: Shapes, { key, value }: Shape, path: Path): ConstraintSite[] {
  const keyShape = key === undefined ? undefined : shapes[key];
  if (keyShape?.max === undefined) return [];
  const item = minimal(shapes, value ?? '');
  const withKey = (length: number) => ({ ['k'.repeat(length)]: item });
  const rule = 'max of keys';
  return [{ path, rule, accepted: withKey(keyShape.max), refused: withKey(keyShape.max + 1) }];
}
