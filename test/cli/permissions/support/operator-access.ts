import type { AccessControl, AccessRequest, RoleUse } from '../../../../local/core/access-control.ts';
import { AccessDeniedError } from '../../../../local/core/access-denied.ts';
import type { Administrator, Principal, RoleSession } from '../../../../local/core/principal.ts';
import { Permissions } from '../../../../local/services/iam/permissions.ts';
import { compilePolicy } from '../../../../local/services/iam/policy.ts';

const operator: RoleSession = {
  kind: 'role',
  roleArn: 'arn:aws:iam::000000000000:role/operator',
  sessionName: 'ann',
};

/** The permissions of a stack and of an operator, whose policy a test changes. It records the operator's calls. */
export class OperatorAccess implements AccessControl {
  readonly accessKeyId = 'LOCALOPERATOR';
  /** The calls since the policy was set, with those that were denied. */
  readonly calls: AccessRequest[] = [];
  readonly #stack: AccessControl;
  #permissions = new Permissions();

  constructor(stack: AccessControl) {
    this.#stack = stack;
  }

  /** Replaces the operator's policy. */
  attach(document: unknown): void {
    this.#permissions = new Permissions();
    this.#permissions.attach(operator.roleArn, compilePolicy('Operator', document));
    this.calls.length = 0;
  }

  authorize(caller: Principal, request: AccessRequest): void {
    if (caller !== operator) {
      this.#stack.authorize(caller, request);
      return;
    }
    this.calls.push(request);
    const decision = this.#permissions.decide(caller, request);
    if (!decision.allowed) throw new AccessDeniedError(caller, request, decision.reason);
  }

  assumeRole(use: RoleUse): RoleSession {
    return this.#stack.assumeRole(use);
  }

  accessKeyIdOf(caller: Administrator | RoleSession): string {
    return this.#stack.accessKeyIdOf(caller);
  }

  callerWith(accessKeyId: string): Principal | undefined {
    return accessKeyId === this.accessKeyId ? operator : this.#stack.callerWith(accessKeyId);
  }
}
