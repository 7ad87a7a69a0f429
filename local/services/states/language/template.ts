import { isJsonObject, type Json } from './definition.ts';
import { type Expression, ExpressionError, parseExpression, unescaped } from './expression.ts';
import { format, intrinsics, invalidArguments } from './intrinsics.ts';
import { RuntimeError } from './task-error.ts';

/** The supported intrinsic functions, without `States.`. */
export const intrinsicNames: readonly string[] = ['Format', ...intrinsics.keys()];

/** Checks that the runner supports the intrinsic function. */
export function isIntrinsic(name: string): boolean {
  return intrinsicNames.includes(name);
}

/** Checks a payload template for a call of an intrinsic function. */
export function callsIntrinsics(template: Json | undefined): boolean {
  if (Array.isArray(template)) return template.some(callsIntrinsics);
  if (!isJsonObject(template)) return false;
  return Object.entries(template).some(([key, value]) =>
    isExpression(key, value) ? value.startsWith('States.') : callsIntrinsics(value),
  );
}

/** Checks that the runner can evaluate every expression of a payload template. Other JSONPath is left to the interpreter. */
export function isEvaluable(template: Json | undefined): boolean {
  try {
    return expressionsIn(template).every((text) => functionsIn(parseExpression(text)).every(isIntrinsic));
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

/** Returns the names of the intrinsic functions that an expression calls. */
export function functionsIn(expression: Expression): string[] {
  if (expression.kind !== 'call') return [];
  return [expression.name, ...expression.parameters.flatMap(functionsIn)];
}

/** Returns the expressions in a payload template. */
export function expressionsIn(template: Json | undefined): string[] {
  if (Array.isArray(template)) return template.flatMap(expressionsIn);
  if (!isJsonObject(template)) return [];
  return Object.entries(template).flatMap(([key, value]) =>
    isExpression(key, value) ? [value] : expressionsIn(value),
  );
}

/**
 * Evaluates a payload template (`Parameters`, `ResultSelector`).
 *
 * @param input the value of `$`
 * @param context the value of `$$`
 * @throws RuntimeError for a path without a value, and for arguments that a function does not accept
 */
export function evaluateTemplate(template: Json, input: Json, context: Json): Json {
  if (Array.isArray(template)) return template.map((item) => evaluateTemplate(item, input, context));
  if (!isJsonObject(template)) return template;
  const entries = Object.entries(template).map(([field, value]) =>
    isExpression(field, value)
      ? [field.slice(0, -2), evaluate(parseExpression(value), { field, input, context })]
      : [field, evaluateTemplate(value, input, context)],
  );
  return Object.fromEntries(entries);
}

function isExpression(key: string, value: Json): value is string {
  return key.endsWith('.$') && typeof value === 'string';
}

interface Scope {
  /** The field of the expression, which errors name. */
  readonly field: string;
  readonly input: Json;
  readonly context: Json;
}

function evaluate(expression: Expression, scope: Scope): Json {
  switch (expression.kind) {
    case 'path':
      return follow(expression, scope);
    case 'text':
      return unescaped(expression.raw);
    case 'value':
      return expression.value;
    case 'call':
      return call(expression, scope);
  }
}

function call({ name, parameters }: Extract<Expression, { kind: 'call' }>, scope: Scope): Json {
  const value = (parameter: Expression) => evaluate(parameter, scope);
  if (name === 'Format') {
    const [template, ...values] = parameters;
    if (template === undefined) throw invalidArguments(name);
    return format(piecesOf(template, value), values.map(value));
  }
  const intrinsic = intrinsics.get(name);
  if (intrinsic?.arity !== undefined && intrinsic.arity !== parameters.length) throw invalidArguments(name);
  const result = intrinsic?.apply(...parameters.map(value));
  if (result === undefined) throw invalidArguments(name);
  return result;
}

/** Returns the parts of a template between its `{}`. In a literal, `\{` and `\}` are braces. */
function piecesOf(template: Expression, value: (expression: Expression) => Json): string[] {
  if (template.kind !== 'text') return String(value(template)).split('{}');
  const pieces = template.raw.split(/(?<!\\)\{\}/u);
  if (pieces.some((piece) => /(?<!\\)[{}]/u.test(piece))) throw invalidArguments('Format');
  return pieces.map(unescaped);
}

function follow(path: Extract<Expression, { kind: 'path' }>, { field, input, context }: Scope): Json {
  let value: Json | undefined = path.context ? context : input;
  for (const step of path.steps) {
    if (Array.isArray(value)) value = typeof step === 'number' ? value[step] : undefined;
    else value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    if (value === undefined) {
      throw new RuntimeError(
        `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(input)}'`,
      );
    }
  }
  return value;
}
