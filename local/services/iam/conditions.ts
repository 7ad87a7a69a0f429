import { arnMatcherOf, matcherOf } from './patterns.ts';

/** The values of a request's condition keys, by key in lower case. */
export type ConditionContext = Readonly<Record<string, readonly string[] | undefined>>;
export type Condition = (context: ConditionContext) => boolean;

/** A part of a policy that the runner does not evaluate. */
export class UnsupportedPolicyError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'UnsupportedPolicyError';
  }
}

/** The condition keys of which the runner has the values. */
const conditionKeys = [
  'aws:SecureTransport',
  'aws:SourceAccount',
  'aws:SourceArn',
  'cloudwatch:namespace',
  'dynamodb:LeadingKeys',
];
const keys = new Set(conditionKeys.map((key) => key.toLowerCase()));

type Matcher = (text: string) => boolean;
interface Operator {
  readonly compile: (pattern: string) => Matcher;
  readonly negated: boolean;
}

const equals = (pattern: string): Matcher => {
  return (text) => text === pattern;
};
const bool = (pattern: string): Matcher => equals(pattern.toLowerCase());

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const operators: Readonly<Record<string, Operator>> = {
  StringEquals: { compile: equals, negated: false },
  StringNotEquals: { compile: equals, negated: true },
  StringLike: { compile: matcherOf, negated: false },
  StringNotLike: { compile: matcherOf, negated: true },
  ArnEquals: { compile: arnMatcherOf, negated: false },
  ArnLike: { compile: arnMatcherOf, negated: false },
  ArnNotEquals: { compile: arnMatcherOf, negated: true },
  ArnNotLike: { compile: arnMatcherOf, negated: true },
  Bool: { compile: bool, negated: false },
};

/**
 * Compiles the condition block of a statement. All its conditions have to hold.
 * @throws UnsupportedPolicyError for an operator or a key that the runner does not evaluate
 */
export function compileConditions(
  block: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
): readonly Condition[] {
  return Object.entries(block).flatMap(([name, values]) =>
    Object.entries(values).map(([key, patterns]) => compileCondition(name, key, patterns)),
  );
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html */
function compileCondition(name: string, key: string, patterns: readonly string[]): Condition {
  const [, set, operatorName = ''] = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/.exec(name) ?? [];
  const operator = Object.hasOwn(operators, operatorName) ? operators[operatorName] : undefined;
  if (operator === undefined)
    throw new UnsupportedPolicyError(`the condition operator ${name} is not supported`);
  const lowerKey = key.toLowerCase();
  if (!keys.has(lowerKey)) throw new UnsupportedPolicyError(`the condition key ${key} is not supported`);
  if (patterns.some((pattern) => pattern.includes('${')))
    throw new UnsupportedPolicyError('policy variables are not supported');
  const { negated } = operator;
  const matchers = patterns.map(operator.compile);
  const holds = (value: string) => matchers.some((matches) => matches(value)) !== negated;
  return (context) => {
    const values = context[lowerKey] ?? [];
    if (set === 'ForAllValues') return values.every(holds);
    if (set === 'ForAnyValue') return values.some(holds);
    return values.length === 0 ? negated : values.every(holds);
  };
}
