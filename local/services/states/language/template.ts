import { isJsonObject, type Json } from './definition.ts';
import { type Expression, parseExpression, unescaped } from './expression.ts';
import { format, IntrinsicError, intrinsics } from './intrinsics.ts';
import { UncatchableError } from './task-error.ts';

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
 * @throws UncatchableError `States.Runtime` for a path without a value
 * @throws TaskError `States.IntrinsicFailure`
 */
export function evaluateTemplate(template: Json, input: Json, context: Json): Json {
  if (Array.isArray(template)) return template.map((item) => evaluateTemplate(item, input, context));
  if (!isJsonObject(template)) return template;
  const entries = Object.entries(template).map(([key, value]) =>
    isExpression(key, value)
      ? [key.slice(0, -2), evaluate(parseExpression(value), input, context)]
      : [key, evaluateTemplate(value, input, context)],
  );
  return Object.fromEntries(entries);
}

function isExpression(key: string, value: Json): value is string {
  return key.endsWith('.$') && typeof value === 'string';
}

function evaluate(expression: Expression, input: Json, context: Json): Json {
  switch (expression.kind) {
    case 'path':
      return follow(expression.steps, expression.context ? context : input);
    case 'text':
      return unescaped(expression.raw);
    case 'value':
      return expression.value;
    case 'call':
      return call(expression, input, context);
  }
}

function call({ name, parameters }: Extract<Expression, { kind: 'call' }>, input: Json, context: Json): Json {
  const value = (parameter: Expression) => evaluate(parameter, input, context);
  if (name === 'Format') {
    const [template, ...values] = parameters;
    if (template === undefined) throw new IntrinsicError('States.Format requires a template.');
    return format(piecesOf(template, value), values.map(value));
  }
  const intrinsic = intrinsics.get(name);
  if (!intrinsic) throw new IntrinsicError(`The intrinsic function States.${name} is not supported.`);
  return intrinsic(...parameters.map(value));
}

/** Returns the parts of a template between its `{}`. In a literal, `\{` and `\}` are braces. */
function piecesOf(template: Expression, value: (expression: Expression) => Json): string[] {
  if (template.kind !== 'text') return String(value(template)).split('{}');
  return template.raw.split(/(?<!\\)\{\}/u).map(unescaped);
}

function follow(steps: readonly (string | number)[], root: Json): Json {
  let value: Json | undefined = root;
  for (const step of steps) {
    if (Array.isArray(value)) value = typeof step === 'number' ? value[step] : undefined;
    else value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    if (value === undefined) {
      throw new UncatchableError('States.Runtime', `The path has no value at ${String(step)}.`);
    }
  }
  return value;
}
