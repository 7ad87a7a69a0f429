import { isValueMatcher, type ValueMatcher, valueMatcher } from './value-matchers.ts';

/** A pattern EventBridge would refuse, or one the runner does not know. */
export class InvalidEventPatternError extends Error {
  constructor(reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}`);
    this.name = 'InvalidEventPatternError';
  }
}

type Predicate = (event: unknown) => boolean;

/**
 * Compiles an event pattern: fields are joined by and, the values of a field by or, arrays of the event match if one of
 * their elements does. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @throws InvalidEventPatternError
 */
export function eventPattern(pattern: unknown): Predicate {
  if (!isObject(pattern)) throw new InvalidEventPatternError('an object is expected');
  if (Object.keys(pattern).length === 0) throw new InvalidEventPatternError('Empty objects are not allowed');
  return compileObject(pattern);
}

function compileObject(pattern: Readonly<Record<string, unknown>>): Predicate {
  const predicates = Object.entries(pattern).map(([name, value]) =>
    name === '$or' && Array.isArray(value) ? compileOr(value) : compileField(name, value),
  );
  return (event) => predicates.every((matches) => matches(event));
}

function compileOr(alternatives: readonly unknown[]): Predicate {
  if (alternatives.length < 2) throw new InvalidEventPatternError('$or needs at least two alternatives');
  const predicates = alternatives.map((alternative) => eventPattern(alternative));
  return (event) => predicates.some((matches) => matches(event));
}

function compileField(name: string, value: unknown): Predicate {
  if (Array.isArray(value)) return compileLeaf(name, value);
  if (!isObject(value)) throw new InvalidEventPatternError(`"${name}" must be an object or an array`);
  const inner = eventPattern(value);
  // A field that is not there may still match: `exists: false` below it.
  return (event) => {
    const values = fieldValues(event, name).filter(isObject);
    return values.length === 0 ? inner({}) : values.some(inner);
  };
}

function compileLeaf(name: string, alternatives: readonly unknown[]): Predicate {
  if (alternatives.length === 0)
    throw new InvalidEventPatternError(`Empty arrays are not allowed: "${name}"`);
  const predicates = alternatives.map((alternative): Predicate => {
    const exists = isObject(alternative) ? existsOperand(alternative) : undefined;
    if (exists !== undefined) return (event) => leafValues(event, name).length > 0 === exists;
    const matches = matcher(name, alternative);
    return (event) => leafValues(event, name).some(matches);
  });
  return (event) => predicates.some((matches) => matches(event));
}

function existsOperand(alternative: Readonly<Record<string, unknown>>): boolean | undefined {
  if (!('exists' in alternative)) return undefined;
  if (typeof alternative.exists === 'boolean') return alternative.exists;
  throw new InvalidEventPatternError('exists takes true or false');
}

function matcher(name: string, alternative: unknown): ValueMatcher {
  if (!isObject(alternative)) {
    if (isScalar(alternative)) return (value) => value === alternative;
    throw new InvalidEventPatternError(`"${name}": arrays in arrays are not allowed`);
  }
  const [operator, ...others] = Object.keys(alternative);
  if (operator === undefined || others.length > 0) {
    throw new InvalidEventPatternError(`"${name}": an object in an array is one operator`);
  }
  if (!isValueMatcher(operator)) throw new InvalidEventPatternError(`Unrecognized match type ${operator}`);
  const compiled = valueMatcher(operator, alternative[operator]);
  if (compiled === undefined)
    throw new InvalidEventPatternError(`"${name}": ${operator} cannot take this operand`);
  return compiled;
}

/** The values of a field; of an array (of arrays), its elements. */
function fieldValues(event: unknown, name: string): readonly unknown[] {
  if (!isObject(event) || !Object.hasOwn(event, name)) return [];
  const value = event[name];
  return Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value];
}

function leafValues(event: unknown, name: string): readonly unknown[] {
  return fieldValues(event, name).filter(isScalar);
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
