import type { Shape } from './shape.ts';

/** A rule of a shape with the text with which AWS states it. */
export interface Constraint {
  readonly text: string;
  readonly accepts: (value: unknown) => boolean;
}

/** Returns the constraints of a shape, in the order in which AWS states them. */
export function constraintsOf(shape: Shape): Constraint[] {
  const { min, max, pattern, enum: values } = shape;
  const size = sizeOf(shape);
  const member = isNumber(shape) ? 'Member must have value' : 'Member must have length';
  return [
    ...(max === undefined
      ? []
      : [
          { text: `${member} less than or equal to ${max}`, accepts: (value: unknown) => size(value) <= max },
        ]),
    ...(min === undefined || (min === 0 && !isNumber(shape))
      ? []
      : [
          {
            text: `${member} greater than or equal to ${min}`,
            accepts: (value: unknown) => size(value) >= min,
          },
        ]),
    ...(values === undefined ? [] : [enumeration(values)]),
    ...(pattern === undefined ? [] : [expression(pattern)]),
  ];
}

function isNumber({ type }: Shape): boolean {
  return ['integer', 'long', 'double', 'float'].includes(type);
}

/** Returns the function that measures a value: the bytes of a blob, the value of a number, or the length. */
function sizeOf(shape: Shape): (value: unknown) => number {
  if (isNumber(shape)) return Number;
  switch (shape.type) {
    case 'blob':
      return (value) => Buffer.byteLength(String(value), 'base64');
    case 'list':
      return (value) => (Array.isArray(value) ? value.length : 0);
    case 'map':
      return (value) => Object.keys(Object(value)).length;
    default:
      return (value) => String(value).length;
  }
}

function enumeration(values: readonly string[]): Constraint {
  const allowed = new Set(values);
  return {
    text: `Member must satisfy enum value set: [${values.join(', ')}]`,
    accepts: (value) => allowed.has(String(value)),
  };
}

function expression(pattern: string): Constraint {
  // AWS writes the syntax of Java. A pattern covers the whole value.
  const whole = new RegExp(`^(?:${pattern.replaceAll('\\p{ASCII}', '[\\x00-\\x7f]')})$`, 's');
  return {
    text: `Member must satisfy regular expression pattern: ${pattern}`,
    accepts: (value) => whole.test(String(value)),
  };
}
