import { z } from 'zod';
import { type Condition, compileConditions, UnsupportedPolicyError } from './conditions.ts';
import { matcherOf } from './patterns.ts';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const scalars = z
  .union([z.string(), z.boolean(), z.number(), z.array(z.union([z.string(), z.boolean(), z.number()]))])
  .transform((value) => [value].flat().map(String));
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Principal: z.union([z.literal('*'), z.record(z.string(), oneOrMore)]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), scalars)).default({}),
});
const documentSchema = z.strictObject({
  Version: z.literal('2012-10-17', 'only the version 2012-10-17 is supported'),
  Id: z.string().optional(),
  Statement: z.union([statementSchema.transform((one) => [one]), z.array(statementSchema)]),
});

/** An action on a resource that a statement allows. Both may be patterns. */
export interface Grant {
  /** The logical id of the policy. */
  readonly policy: string;
  /** The index of the statement in the policy. */
  readonly statement: number;
  readonly action: string;
  readonly resource: string;
  /** The index of the resource in the statement. The ARN depends on the deployment, the index does not. */
  readonly resourceIndex: number;
}

/** A statement, compiled once at the deployment. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Returns the pairs of an action and a resource that match. */
  matches(action: string, resource: string): readonly Grant[];
  /** Undefined in an identity-based policy. */
  readonly principal: PrincipalPattern | undefined;
  readonly conditions: readonly Condition[];
  readonly grants: readonly Grant[];
}

/** The principals of a resource-based policy. */
export interface PrincipalPattern {
  readonly everyone: boolean;
  readonly services: readonly string[];
  /** ARNs and account ids. */
  readonly aws: readonly string[];
}

/** The actions of DynamoDB that address one item, for which the runner has the value of `dynamodb:LeadingKeys`. */
const itemActions = /^dynamodb:(Get|Put|Update|Delete)Item$/i;

/**
 * Compiles a policy document.
 * @param policy the logical id of the resource that holds the document
 * @throws UnsupportedPolicyError for a part that the runner does not evaluate
 */
export function compilePolicy(policy: string, document: unknown): readonly Statement[] {
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) throw new UnsupportedPolicyError(z.prettifyError(parsed.error));
  return parsed.data.Statement.map((statement, index) => compileStatement(policy, index, statement));
}

function compileStatement(
  policy: string,
  index: number,
  statement: z.output<typeof statementSchema>,
): Statement {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, Condition } = statement;
  refuseLeadingKeys(Object.values(Condition).flatMap(Object.keys), Action ?? ['dynamodb:*']);
  const actions = patternsOf(Action, NotAction, true);
  // A trust policy has no resource.
  const resources = patternsOf(
    Resource ?? (NotResource === undefined ? ['*'] : undefined),
    NotResource,
    false,
  );
  const grantOf = (action: Pattern, { name, index: resourceIndex }: Pattern): Grant => ({
    policy,
    statement: index,
    action: action.name,
    resource: name,
    resourceIndex,
  });
  const pairs = (ofActions: readonly Pattern[], ofResources: readonly Pattern[]) =>
    ofActions.flatMap((one) => ofResources.map((two) => grantOf(one, two)));
  return {
    effect: Effect,
    matches: (action, resource) => pairs(actions.matching(action), resources.matching(resource)),
    principal: Principal === undefined ? undefined : principalPattern(Principal),
    conditions: compileConditions(Condition),
    grants: Effect === 'Allow' ? pairs(actions.all, resources.all) : [],
  };
}

function refuseLeadingKeys(conditionKeys: readonly string[], actions: readonly string[]): void {
  if (!conditionKeys.some((key) => key.toLowerCase() === 'dynamodb:leadingkeys')) return;
  const other = actions.find((action) => !itemActions.test(action));
  if (other === undefined) return;
  throw new UnsupportedPolicyError(`the condition key dynamodb:LeadingKeys is not supported for ${other}`);
}

interface Pattern {
  /** The pattern as written, or the whole list after `Not`. */
  readonly name: string;
  readonly index: number;
}

interface Patterns {
  readonly all: readonly Pattern[];
  matching(text: string): readonly Pattern[];
}

/** @throws UnsupportedPolicyError unless exactly one of both lists is present */
function patternsOf(
  included: readonly string[] | undefined,
  excluded: readonly string[] | undefined,
  ignoreCase: boolean,
): Patterns {
  if ((included === undefined) === (excluded === undefined))
    throw new UnsupportedPolicyError(
      'a statement has one of Action and NotAction, and one of Resource and NotResource',
    );
  const names = included ?? excluded ?? [];
  if (names.some((name) => name.includes('${')))
    throw new UnsupportedPolicyError('policy variables are not supported');
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  const matchers = names.map((name) => matcherOf(fold(name)));
  if (included !== undefined) {
    const all = names.map((name, index) => ({ name, index }));
    return { all, matching: (text) => all.filter(({ index }) => matchers[index]?.(fold(text))) };
  }
  const all = [{ name: `Not ${names.join(', ')}`, index: 0 }];
  return { all, matching: (text) => (matchers.some((matches) => matches(fold(text))) ? [] : all) };
}

function principalPattern(principal: '*' | Readonly<Record<string, readonly string[]>>): PrincipalPattern {
  if (principal === '*') return { everyone: true, services: [], aws: [] };
  const unknown = Object.keys(principal).find((kind) => kind !== 'AWS' && kind !== 'Service');
  if (unknown !== undefined)
    throw new UnsupportedPolicyError(`principals of the kind ${unknown} are not supported`);
  const { Service: services = [], AWS: aws = [] } = principal;
  const account = aws.find((name) => /^\d{12}$|:root$/.test(name));
  if (account !== undefined) throw new UnsupportedPolicyError(`the principal ${account} is not supported`);
  return { everyone: aws.includes('*'), services, aws };
}
