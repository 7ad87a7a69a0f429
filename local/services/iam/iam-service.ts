import type { AccessControl, AccessRequest, RoleUse } from '../../core/access-control.ts';
import { onlyRef } from '../../core/identities.ts';
import type { Administrator, Principal, RoleSession } from '../../core/principal.ts';
import type { Declaration, Identity, LocalService, ResourceSupport } from '../../core/service.ts';
import { AccessKeys } from './access-keys.ts';

/** IAM: the access keys of the stack's callers. */
export class IamService implements LocalService, AccessControl {
  readonly name = 'iam';
  readonly resources: Readonly<Record<string, ResourceSupport>> = {};
  readonly #keys: AccessKeys;

  /** @param options.accessKeyId returns the administrator's access key id */
  constructor(options: { readonly accessKeyId: () => string }) {
    this.#keys = new AccessKeys(options.accessKeyId);
  }

  async start(): Promise<void> {}

  identify(declaration: Declaration): Identity {
    return onlyRef(declaration);
  }

  async deploy(): Promise<void> {}

  async stop(): Promise<void> {}

  authorize(_caller: Principal, _request: AccessRequest): void {}

  assumeRole({ roleArn, sessionName }: RoleUse): RoleSession {
    const session: RoleSession = { kind: 'role', roleArn, sessionName };
    this.#keys.idOf(session);
    return session;
  }

  accessKeyIdOf(caller: Administrator | RoleSession): string {
    return this.#keys.idOf(caller);
  }

  callerWith(accessKeyId: string): Principal | undefined {
    return this.#keys.callerWith(accessKeyId);
  }
}
