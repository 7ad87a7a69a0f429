import { isRecord } from '../../core/json.ts';
import { isValueMatcher, type ValueMatcher, valueMatcher } from './value-matchers.ts';

/** An event pattern is not valid in EventBridge, or not supported by the runner. */
export class InvalidEventPatternError extends Error {
  constructor(reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}`);
    this.name = 'InvalidEventPatternError';
  }
}

type Predicate = (event: unknown) => boolean;

/**
 * Compiles an event pattern. An event matches if every field of the pattern has one of its values. An array in the event
 * matches if one of its elements does.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @throws InvalidEventPatternError
 */
export function compileEventPattern(pattern: unknown): Predicate {
  if (!isRecord(pattern)) throw new InvalidEventPatternError('expected an object');
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
  const predicates = alternatives.map((alternative) => compileEventPattern(alternative));
  return (event) => predicates.some((matches) => matches(event));
}

function compileField(name: string, value: unknown): Predicate {
  if (Array.isArray(value)) return compileLeaf(name, value);
  if (!isRecord(value)) throw new InvalidEventPatternError(`"${name}" must be an object or an array`);
  const inner = compileEventPattern(value);
  // A missing field can still match a pattern that contains `exists: false`.
  return (event) => {
    const values = fieldValues(event, name).filter(isRecord);
    return values.length === 0 ? inner({}) : values.some(inner);
  };
}

function compileLeaf(name: string, alternatives: readonly unknown[]): Predicate {
  if (alternatives.length === 0)
    throw new InvalidEventPatternError(`Empty arrays are not allowed: "${name}"`);
  const predicates = alternatives.map((alternative): Predicate => {
    const exists = isRecord(alternative) ? existsOperand(alternative) : undefined;
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
  if (!isRecord(alternative)) {
    if (isScalar(alternative)) return (value) => value === alternative;
    throw new InvalidEventPatternError(`"${name}": nested arrays are not allowed`);
  }
  const [operator, ...others] = Object.keys(alternative);
  if (operator === undefined || others.length > 0) {
    throw new InvalidEventPatternError(`"${name}": an object in an array must have exactly one operator`);
  }
  if (!isValueMatcher(operator)) throw new InvalidEventPatternError(`Unrecognized match type ${operator}`);
  const compiled = valueMatcher(operator, alternative[operator]);
  if (compiled === undefined)
    throw new InvalidEventPatternError(`"${name}": the operand of ${operator} is not valid`);
  return compiled;
}

/** Returns the value of a field, or the elements of a (nested) array. */
function fieldValues(event: unknown, name: string): readonly unknown[] {
  if (!isRecord(event) || !Object.hasOwn(event, name)) return [];
  const value = event[name];
  return Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value];
}

function leafValues(event: unknown, name: string): readonly unknown[] {
  return fieldValues(event, name).filter(isScalar);
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
