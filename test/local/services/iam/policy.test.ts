import { describe, expect, it } from '@jest/globals';
import type { RoleSession } from '../../../../local/core/principal.ts';
import { UnsupportedPolicyError } from '../../../../local/services/iam/conditions.ts';
import { Permissions } from '../../../../local/services/iam/permissions.ts';
import { compilePolicy } from '../../../../local/services/iam/policy.ts';
import fc from '../../../support/fast-check.ts';

const caller: RoleSession = {
  kind: 'role',
  roleArn: 'arn:aws:iam::000000000000:role/reader',
  sessionName: 'reader',
};
interface Written {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Resource?: string | string[];
  readonly NotResource?: string | string[];
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

function decide(
  statements: readonly object[],
  action: string,
  resource: string,
  context: Record<string, string[]> = {},
) {
  const permissions = new Permissions();
  permissions.attach(
    caller.roleArn,
    compilePolicy('Policy', { Version: '2012-10-17', Statement: statements }),
  );
  return permissions.decide(caller, { action, resource, context });
}
const isAllowed = (...request: Parameters<typeof decide>) => decide(...request).allowed;

/** Matches a pattern as the IAM user guide defines it, character by character. */
function matchesSlowly(pattern: string, text: string): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text === '';
  const tail = rest.join('');
  if (first === '*')
    return matchesSlowly(tail, text) || (text !== '' && matchesSlowly(pattern, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && matchesSlowly(tail, text.slice(1));
}

const action = fc.constantFrom('s3:GetObject', 's3:PutObject', 'sqs:SendMessage');
const resource = fc.constantFrom('arn:a', 'arn:a/b', 'arn:c');
const pattern = (exact: fc.Arbitrary<string>) =>
  fc.oneof(
    exact,
    exact.map((text) => `${text.slice(0, 5)}*`),
    fc.constant('*'),
    exact.map((text) => text.replace(/.$/, '?')),
  );
const patterns = (exact: fc.Arbitrary<string>) => fc.array(pattern(exact), { minLength: 1, maxLength: 3 });
const statement: fc.Arbitrary<Written> = fc
  .tuple(
    fc.constantFrom('Allow' as const, 'Deny' as const),
    fc.constantFrom('Action', 'NotAction'),
    patterns(action),
    fc.constantFrom('Resource', 'NotResource'),
    patterns(resource),
  )
  .map(([Effect, actionName, actions, resourceName, resources]) => ({
    Effect,
    [actionName]: actions,
    [resourceName]: resources,
  }));

function applies(written: Written, requestedAction: string, requestedResource: string): boolean {
  const some = (list: string | string[] | undefined, text: string) =>
    [list ?? []].flat().some((one) => matchesSlowly(one, text));
  const action =
    written.Action === undefined
      ? !some(written.NotAction, requestedAction)
      : some(written.Action, requestedAction);
  const resource =
    written.Resource === undefined
      ? !some(written.NotResource, requestedResource)
      : some(written.Resource, requestedResource);
  return action && resource;
}

describe('an identity-based policy', () => {
  it('allows a request exactly if an Allow applies and no Deny does', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 5 }), action, resource, (statements, requested, on) => {
        const effects = statements.filter((one) => applies(one, requested, on)).map(({ Effect }) => Effect);
        const expected = effects.includes('Allow') && !effects.includes('Deny');
        expect(isAllowed(statements, requested, on)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of its statements', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 5 }), action, resource, (statements, requested, on) => {
        expect(decide(statements.toReversed(), requested, on).allowed).toBe(
          isAllowed(statements, requested, on),
        );
      }),
    );
  });

  it('names each grant that allows a request', () => {
    fc.assert(
      fc.property(statement, action, resource, (written, requested, on) => {
        const allowing = { ...written, Effect: 'Allow' as const };
        const decision = decide([allowing], requested, on);
        expect(decision.allowed ? decision.by.length > 0 : !applies(allowing, requested, on)).toBe(true);
      }),
    );
  });

  it('ignores the case of actions, but not of resources', () => {
    const allow = { Effect: 'Allow', Action: 'S3:getobject', Resource: 'arn:a' };
    expect(isAllowed([allow], 's3:GetObject', 'arn:a')).toBe(true);
    expect(isAllowed([allow], 's3:GetObject', 'arn:A')).toBe(false);
  });

  it('gives the reason of a denial', () => {
    const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
    expect(decide([], 's3:GetObject', 'arn:a')).toEqual({
      allowed: false,
      reason: 'no identity-based policy',
    });
    expect(decide([deny], 's3:GetObject', 'arn:a')).toEqual({
      allowed: false,
      reason: 'an explicit deny in an identity-based policy',
    });
  });
});

describe('a condition', () => {
  const key = 'dynamodb:LeadingKeys';
  it.each([
    ['StringEquals', 'a', ['a'], true],
    ['StringEquals', 'a', ['b'], false],
    ['StringEquals', 'a', [], false],
    ['StringNotEquals', 'a', ['b'], true],
    ['StringNotEquals', 'a', [], true],
    ['StringLike', 'KEY#*', ['KEY#1'], true],
    ['StringLike', 'KEY#*', ['WAIT#1'], false],
    ['StringNotLike', 'KEY#*', ['KEY#1'], false],
    ['ForAllValues:StringLike', 'KEY#*', ['KEY#1', 'KEY#2'], true],
    ['ForAllValues:StringLike', 'KEY#*', ['KEY#1', 'WAIT#1'], false],
    ['ForAllValues:StringLike', 'KEY#*', [], true],
    ['ForAllValues:StringNotLike', 'KEY#*', ['01M8'], true],
    ['ForAllValues:StringNotLike', 'KEY#*', ['01M8', 'KEY#1'], false],
    ['ForAnyValue:StringLike', 'KEY#*', ['KEY#1', 'WAIT#1'], true],
    ['ForAnyValue:StringLike', 'KEY#*', [], false],
  ])('%s %s of %j is %s', (operator, value, values, expected) => {
    const allow = {
      Effect: 'Allow',
      Action: 'dynamodb:GetItem',
      Resource: '*',
      Condition: { [operator]: { [key]: value } },
    };
    expect(isAllowed([allow], 'dynamodb:GetItem', 'arn:a', { [key]: values })).toBe(expected);
  });

  it.each([
    ['ArnLike', 'arn:aws:events:*:1:rule/*', 'arn:aws:events:eu:1:rule/bus/one', true],
    ['ArnEquals', 'arn:aws:events:eu:1:rule/one', 'arn:aws:events:eu:1:rule/one', true],
    ['ArnLike', 'arn:aws:*:rule/one', 'arn:aws:events:eu:1:rule/one', false],
    ['ArnNotLike', 'arn:aws:events:eu:1:rule/*', 'arn:aws:events:eu:1:rule/one', false],
  ])('%s %s of %s is %s', (operator, value, sent, expected) => {
    const Condition = { [operator]: { 'aws:SourceArn': value } };
    const allow = { Effect: 'Allow', Action: '*', Resource: '*', Condition };
    expect(isAllowed([allow], 'sqs:SendMessage', 'arn:a', { 'aws:SourceArn': [sent] })).toBe(expected);
  });

  it('holds for secure transport, because requests come over the loopback interface', () => {
    const insecure = { Bool: { 'aws:SecureTransport': 'false' } };
    const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
    const deny = { Effect: 'Deny', Action: '*', Resource: '*', Condition: insecure };
    expect(isAllowed([allow, deny], 'sqs:SendMessage', 'arn:a')).toBe(true);
  });
});

describe('a policy document', () => {
  const valid = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
  it.each([
    ['an unknown operator', { ...valid, Condition: { IpAddress: { 'aws:SourceArn': 'x' } } }, 'IpAddress'],
    ['an unknown key', { ...valid, Condition: { StringEquals: { 'aws:SourceIp': 'x' } } }, 'aws:SourceIp'],
    ['a policy variable', { ...valid, Resource: `arn:$${'{aws:username}'}` }, 'variables'],
    ['neither Action nor NotAction', { Effect: 'Allow', Resource: '*' }, 'Action'],
    ['both Action and NotAction', { ...valid, NotAction: 's3:*' }, 'NotAction'],
    ['an unknown member', { ...valid, NotPrincipal: '*' }, 'NotPrincipal'],
    ['a federated principal', { ...valid, Principal: { Federated: 'x' } }, 'Federated'],
    [
      'leading keys of a query',
      {
        ...valid,
        Action: 'dynamodb:Query',
        Condition: { StringLike: { 'dynamodb:LeadingKeys': 'x' } },
      },
      'dynamodb:Query',
    ],
  ])('with %s is refused', (_case, written, named) => {
    const compile = () => compilePolicy('Policy', { Version: '2012-10-17', Statement: written });
    expect(compile).toThrow(UnsupportedPolicyError);
    expect(compile).toThrow(named);
  });

  it('is refused with an older version', () => {
    expect(() => compilePolicy('Policy', { Version: '2008-10-17', Statement: [] })).toThrow('2012-10-17');
  });
});
