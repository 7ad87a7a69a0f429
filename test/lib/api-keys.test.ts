import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { synthesizedTemplate } from '../support/template.ts';

const policy = z.object({
  Properties: z.object({
    PolicyDocument: z.object({
      Statement: z.array(
        z.object({
          Action: z.union([z.string(), z.array(z.string())]).transform((action) => [action].flat()),
          Condition: z.record(z.string(), z.unknown()).optional(),
        }),
      ),
    }),
    Roles: z.array(z.object({ Ref: z.string() })),
  }),
});
const keys = { 'dynamodb:LeadingKeys': 'KEY#*' };

/** Returns each role's actions on single items of the table, with the condition on their keys. */
function itemGrants() {
  return Object.values(synthesizedTemplate().findResources('AWS::IAM::Policy')).flatMap((resource) => {
    const { PolicyDocument, Roles } = policy.parse(resource).Properties;
    return PolicyDocument.Statement.flatMap(({ Action, Condition }) => {
      const actions = Action.filter((action) => /^dynamodb:.*Item$/.test(action));
      return actions.length > 0 ? [{ role: Roles[0]?.Ref ?? '', actions, Condition }] : [];
    });
  });
}

const budgets = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'BUDGET#*' } };
const parked = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'WAIT#*' } };
const isOfParked = ({ Condition }: { readonly Condition?: unknown }) => isDeepStrictEqual(Condition, parked);
const isOfSwitches = ({ Condition }: { readonly Condition?: unknown }) =>
  isDeepStrictEqual(Condition, { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'SWITCHES' } });
const isOfBudget = ({ Condition }: { readonly Condition?: unknown }) => isDeepStrictEqual(Condition, budgets);

describe('the budgets of the provider account', () => {
  it('are the only items that a function can change that otherwise reads single items', () => {
    const grants = itemGrants().filter(isOfBudget);
    for (const { actions } of grants) expect(actions).toEqual(['dynamodb:UpdateItem']);
    const names = grants.map(({ role }) => /^VoiceDesign(\w+)Role/.exec(role)?.[1]);
    expect(names.sort()).toEqual([
      'DiagnoseDeployment',
      'GetProviderVoice',
      'GetVoice',
      'ListProviderVoices',
      'QueryVoice',
    ]);
    const further = itemGrants().filter((grant) => names.some((name) => grant.role.includes(`${name}Role`)));
    expect(new Set(further.filter((grant) => !isOfBudget(grant)).flatMap(({ actions }) => actions))).toEqual(
      new Set(['dynamodb:GetItem']),
    );
  });
});

describe('API keys', () => {
  it('are the only items that the authorizer can read', () => {
    const grants = itemGrants().filter(({ role }) => role.includes('AuthorizeRequest'));
    expect(grants).toEqual([
      expect.objectContaining({
        actions: ['dynamodb:GetItem'],
        Condition: { 'ForAllValues:StringLike': keys },
      }),
    ]);
  });

  it('cannot be read or written by any other function', () => {
    const others = itemGrants().filter(({ role }) => !role.includes('AuthorizeRequest'));
    // The workflows write only items whose key is the voice id of their input.
    const workflows = others.filter(({ role }) => /^VoiceDesign(DesignVoice|PurgeVoices)Role/.test(role));
    const functions = others.filter((grant) => !workflows.includes(grant));
    expect(functions.length).toBeGreaterThan(10);
    const ofOneKind = (grant: (typeof functions)[number]) =>
      isOfBudget(grant) || isOfParked(grant) || isOfSwitches(grant);
    for (const grant of functions.filter((each) => !ofOneKind(each))) {
      expect(grant).toEqual({ ...grant, Condition: { 'ForAllValues:StringNotLike': keys } });
    }
  });
});
