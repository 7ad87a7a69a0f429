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
    for (const grant of functions) {
      expect(grant).toEqual({ ...grant, Condition: { 'ForAllValues:StringNotLike': keys } });
    }
  });
});
