import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { AccessControl } from '../../../../local/core/access-control.ts';
import { AccessDeniedError } from '../../../../local/core/access-denied.ts';
import type { RoleSession } from '../../../../local/core/principal.ts';
import { deployedStack } from '../../../harness/deployed-stack.ts';
import { operationNames } from '../../../harness/operations.ts';
import { workflowSettings } from '../../../support/deployments.ts';

const granted = z.object({
  Statement: z.array(z.object({ Action: z.union([z.string(), z.array(z.string())]) })),
});
const local = /^(cloudwatch|dynamodb|events|lambda|s3|secretsmanager|sqs|states):/;

describe('the roles of the stack', () => {
  let access: AccessControl;
  let sessions: readonly RoleSession[];
  /** The actions that the template grants to each role, and to any role. */
  let actionsOf: ReadonlyMap<string, ReadonlySet<string>>;
  let allActions: readonly string[];
  let resources: readonly string[];

  beforeAll(() => {
    const stack = deployedStack(workflowSettings);
    access = stack.access;
    sessions = operationNames.map((name) => stack.functionOf(name).session);
    const byRole = new Map<string, Set<string>>();
    for (const { roleArn, document } of stack.policies) {
      const actions = granted.parse(document).Statement.flatMap(({ Action }) => [Action].flat());
      byRole.set(roleArn, new Set([...(byRole.get(roleArn) ?? []), ...actions]));
    }
    actionsOf = byRole;
    allActions = [...new Set([...byRole.values()].flatMap((actions) => [...actions]))].filter((action) =>
      local.test(action),
    );
    resources = stack.policyResources;
  });

  const isAllowed = (session: RoleSession, action: string, resource: string, keys: string[] = []) => {
    try {
      access.authorize(session, { action, resource, context: { 'dynamodb:LeadingKeys': keys } });
      return true;
    } catch (error) {
      if (error instanceof AccessDeniedError) return false;
      throw error;
    }
  };
  /** Returns the requests that are allowed, and the number of those that are denied. */
  const request = (actionsFor: (session: RoleSession) => readonly string[]) => {
    const allowed: string[] = [];
    let denied = 0;
    for (const session of sessions) {
      for (const action of actionsFor(session)) {
        for (const resource of resources) {
          if (isAllowed(session, action, resource))
            allowed.push(`${session.sessionName} ${action} ${resource}`);
          else denied += 1;
        }
      }
    }
    return { allowed, denied };
  };

  it('may not call any action that their policies do not grant, on any resource', () => {
    const { allowed, denied } = request((session) =>
      allActions.filter((action) => !actionsOf.get(session.roleArn)?.has(action)),
    );
    expect(allowed).toEqual([]);
    expect(denied).toBeGreaterThan(10_000);
    process.stdout.write(`${denied} calls of ${sessions.length} roles without a grant are denied\n`);
  });

  it('may not call an action that no policy grants', () => {
    const actions = ['dynamodb:Scan', 'dynamodb:DeleteTable', 's3:DeleteBucket', 'sqs:PurgeQueue'];
    expect(request(() => actions).allowed).toEqual([]);
  });

  it('may not read the items of API keys, except in the authorizer', () => {
    const action = 'dynamodb:GetItem';
    const table = resources.filter((resource) => /:table\/[^/]+$/.test(resource));
    expect(table).toHaveLength(1);
    const allowed = sessions.filter((session) => isAllowed(session, action, table[0] ?? '', ['KEY#1']));
    expect(allowed.map(({ sessionName }) => sessionName)).toEqual(['authorize-request']);
  });
});
