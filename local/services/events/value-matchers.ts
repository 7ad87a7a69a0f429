import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

export type ValueMatcher = (value: unknown) => boolean;
type Operand = (operand: unknown) => ValueMatcher | undefined;

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1)]);
const scalars = z.union([
  z.union([z.string(), z.number()]).transform((scalar) => [scalar]),
  z.array(z.union([z.string(), z.number()])).min(1),
]);
const ignoringCase = z.strictObject({ 'equals-ignore-case': z.string() });

/** The operators that `anything-but` takes. */
const negated = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'] as const;

const lower = (value: string) => value.toLowerCase();

/** The operators of a pattern. Each compiles its operand to a matcher, or returns undefined for an invalid operand. */
const operators = {
  prefix: affix((value, part) => value.startsWith(part)),
  suffix: affix((value, part) => value.endsWith(part)),
  'equals-ignore-case': (operand) => textMatcher(operand, (text) => (value) => lower(value) === lower(text)),
  wildcard: (operand) =>
    textMatcher(operand, (text) => {
      const expression = wildcard(text);
      return expression && ((value) => expression.test(value));
    }),
  'anything-but': anythingBut,
  numeric,
  cidr,
} satisfies Record<string, Operand>;

/** The operators, and those inside `prefix`, `suffix` and `anything-but`, such as `prefix.equals-ignore-case`. */
export const operatorNames: readonly string[] = [
  ...Object.keys(operators),
  'prefix.equals-ignore-case',
  'suffix.equals-ignore-case',
  ...negated.map((operator) => `anything-but.${operator}`),
];

export type OperatorName = keyof typeof operators;

export function isValueMatcher(name: string): name is OperatorName {
  return Object.hasOwn(operators, name);
}

export function valueMatcher(name: OperatorName, operand: unknown): ValueMatcher | undefined {
  return operators[name](operand);
}

function textMatcher(
  operand: unknown,
  compile: (text: string) => ((value: string) => boolean) | undefined,
): ValueMatcher | undefined {
  const matches = typeof operand === 'string' ? compile(operand) : undefined;
  return matches && ((value) => typeof value === 'string' && matches(value));
}

function affix(has: (value: string, part: string) => boolean): Operand {
  return (operand) => {
    const insensitive = ignoringCase.safeParse(operand);
    if (!insensitive.success) return textMatcher(operand, (part) => (value) => has(value, part));
    const part = lower(insensitive.data['equals-ignore-case']);
    return (value) => typeof value === 'string' && has(lower(value), part);
  };
}

/** Compiles a wildcard: `*` matches any characters, `\*` a star. Like EventBridge, it refuses two stars in a row. */
function wildcard(text: string): RegExp | undefined {
  if (/(?<!\\)\*\*/.test(text)) return undefined;
  const source = text.replaceAll(/\\([*\\])|\*|[.*+?^${}()|[\]\\]/g, (found, escaped?: string) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return found === '*' ? '.*' : `\\${found}`;
  });
  return new RegExp(`^${source}$`, 's');
}

/** The operand is a value, a list of values, or one operator with one or several strings. */
function anythingBut(operand: unknown): ValueMatcher | undefined {
  const values = scalars.safeParse(operand);
  if (values.success) return (value) => !values.data.some((excluded) => excluded === value);
  if (typeof operand !== 'object' || operand === null || Array.isArray(operand)) return undefined;
  const [entry, ...others] = Object.entries(operand);
  if (entry === undefined || others.length > 0) return undefined;
  const [operator, excluded] = entry;
  const name = negated.find((one) => one === operator);
  if (name === undefined) return undefined;
  const parsed = texts.safeParse(excluded);
  if (!parsed.success) return undefined;
  const matchers = parsed.data.map((text) => valueMatcher(name, text));
  if (matchers.includes(undefined)) return undefined;
  return (value) => !matchers.some((matches) => matches?.(value));
}

const comparisons = {
  '=': (value: number, limit: number) => value === limit,
  '<': (value: number, limit: number) => value < limit,
  '<=': (value: number, limit: number) => value <= limit,
  '>': (value: number, limit: number) => value > limit,
  '>=': (value: number, limit: number) => value >= limit,
};
const comparison = z.enum(['=', '<', '<=', '>', '>=']);
const limit = z.number().min(-5e9).max(5e9);
const numericOperand = z.union([
  z.tuple([comparison, limit]),
  z.tuple([z.enum(['>', '>=']), limit, z.enum(['<', '<=']), limit]),
]);

function numeric(operand: unknown): ValueMatcher | undefined {
  const parsed = numericOperand.safeParse(operand);
  if (!parsed.success) return undefined;
  const [operator, first, second, upper] = parsed.data;
  return (value) =>
    typeof value === 'number' &&
    comparisons[operator](value, first) &&
    (second === undefined || upper === undefined || comparisons[second](value, upper));
}

function cidr(operand: unknown): ValueMatcher | undefined {
  const [, address = '', prefix = ''] = /^(.+)\/(\d{1,3})$/.exec(String(operand)) ?? [];
  const family = isIP(address);
  if (family === 0 || Number(prefix) > (family === 4 ? 32 : 128)) return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
  return (value) => {
    if (typeof value !== 'string' || isIP(value) === 0) return false;
    return list.check(value, isIP(value) === 4 ? 'ipv4' : 'ipv6');
  };
}
