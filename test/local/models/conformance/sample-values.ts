import type { ServiceModel, Shape } from '../../../../local/models/shape.ts';

type Shapes = ServiceModel['shapes'];

/** Returns the smallest value that fits a shape. */
export function minimal(shapes: Shapes, name: string): unknown {
  const shape = shapes[name];
  if (shape === undefined) throw new Error(`The models have no shape ${name}.`);
  const { type, members = {}, required = [], union } = shape;
  switch (type) {
    case 'structure': {
      const [first = ''] = Object.keys(members);
      const names = union ? [first] : required;
      return Object.fromEntries(names.map((member) => [member, minimal(shapes, members[member] ?? '')]));
    }
    case 'list':
    case 'map':
      return ofLength(shapes, shape, Math.max(shape.min ?? 0, 1));
    case 'boolean':
      return true;
    case 'integer':
    case 'long':
    case 'double':
    case 'float':
      return shape.min ?? 1;
    case 'timestamp':
      return 1_700_000_000;
    case 'blob':
      return 'YQ==';
    default:
      return sample(shape);
  }
}

/** Returns a string that fits, as short as possible. */
export function sample(shape: Shape): string {
  const { enum: values, min = 0, max } = shape;
  if (values?.[0] !== undefined) return values[0];
  for (let length = Math.max(min, 1); length <= Math.min(max ?? 64, min + 64); length += 1) {
    const found = matching(shape, length);
    if (found !== undefined) return found;
  }
  throw new Error(`No sample of ${JSON.stringify(shape)}.`);
}

/** Returns a value of this length, which may not match the shape's pattern. A number has the length as its value. */
export function ofLength(shapes: Shapes, shape: Shape, length: number): unknown {
  switch (shape.type) {
    case 'list':
      return Array.from({ length }, () => minimal(shapes, shape.member ?? ''));
    case 'map':
      return Object.fromEntries(
        Array.from({ length }, (_, index) => [
          keyOf(shapes, shape, index),
          minimal(shapes, shape.value ?? ''),
        ]),
      );
    case 'integer':
    case 'long':
    case 'double':
    case 'float':
      return length;
    case 'blob':
      return Buffer.alloc(length).toString('base64');
    default:
      return matching(shape, length) ?? 'a'.repeat(length);
  }
}

/** Returns a key of a map. */
export function keyOf(shapes: Shapes, { key }: Shape, index = 0): string {
  return shapes[key ?? '']?.enum?.[index] ?? `key${index}`;
}

/** Returns a string that does not match the pattern of the shape. */
export function notMatching({ pattern = '', min = 0 }: Shape): string {
  const whole = expressionOf(pattern);
  const found = [' !', ':', 'é'].map((text) => text.padEnd(min, text)).find((text) => !whole.test(text));
  if (found === undefined) throw new Error(`Every text matches ${pattern}.`);
  return found;
}

function expressionOf(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern.replaceAll('\\p{ASCII}', '[\\x00-\\x7f]')})$`, 's');
}

/** Returns a string of this length that matches, or undefined without one. */
export function matching({ pattern }: Shape, length: number): string | undefined {
  const uuid = '00000000-0000-4000-8000-000000000000';
  const candidates = [
    'a'.repeat(length),
    `${'a'.repeat(Math.max(length - 2, 0))}.a`,
    '0'.repeat(length),
    uuid,
    'us-1',
  ];
  const whole = expressionOf(pattern ?? '.*');
  return candidates.find((text) => text.length === length && whole.test(text));
}
