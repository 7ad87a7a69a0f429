import { describe, expect, it } from '@jest/globals';
import type { AccessControl } from '../../local/core/access-control.ts';
import { AccessDeniedError } from '../../local/core/access-denied.ts';
import { Caller } from './callers.ts';
import { deploymentOf, SimulatedAccount, stack } from './simulated-account.ts';

/** Returns the permissions of the stack without those of one action. */
function without(action: string): AccessControl {
  const { access } = stack;
  return {
    authorize(caller, request) {
      if (request.action === action) throw new AccessDeniedError(caller, request, 'no identity-based policy');
      access.authorize(caller, request);
    },
    assumeRole: (use) => access.assumeRole(use),
    accessKeyIdOf: (caller) => access.accessKeyIdOf(caller),
    callerWith: (id) => access.callerWith(id),
  };
}

/** Simulates an hour of one request without faults. Returns the violations. */
async function violationsWith(access: AccessControl): Promise<readonly string[]> {
  const account = new SimulatedAccount(1, deploymentOf({ ...stack, access }), { calm: true, family: 'qwen' });
  return account.simulate(async () => {
    const caller = new Caller(account, 'request');
    void caller.live();
    await account.time.pass(account.time.now() + 3_600_000);
    return account.watch.violations;
  });
}

describe('a function of the simulation', () => {
  it('acts as its role, which allows its calls', async () => {
    expect(await violationsWith(stack.access)).toEqual([]);
  });

  it.each([
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'states:StartExecution',
    's3:PutObject',
    'secretsmanager:GetSecretValue',
  ])('violates the schedule if its role does not allow %s', async (action) => {
    expect(await violationsWith(without(action))).toContainEqual(
      expect.stringContaining(`is not authorized to perform: ${action} on resource: `),
    );
  });
});
