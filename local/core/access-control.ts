import type { Administrator, Principal, RoleSession } from './principal.ts';

/** A permission that a call needs. */
export interface AccessRequest {
  /** The action as in a policy, such as `dynamodb:PutItem`. */
  readonly action: string;
  /** The ARN of the resource, or `*` for an action without resource-level permissions. */
  readonly resource: string;
  /** The values of condition keys. `aws:SourceArn` and `aws:SourceAccount` come from the caller. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** Returns the permissions that an operation needs with an input. */
export type AccessRule = (input: unknown) => readonly AccessRequest[];

/** The use of a role by a resource. */
export interface RoleUse {
  readonly logicalId: string;
  /** The property that holds the role's ARN. */
  readonly property: string;
  readonly roleArn: string;
  /** The service that assumes the role, such as `lambda.amazonaws.com`. */
  readonly service: string;
  readonly sessionName: string;
  /** The value of `aws:SourceArn` when the service assumes the role. */
  readonly sourceArn: string;
}

/** The permissions of the stack, as the services of the runner see them. */
export interface AccessControl {
  /** @throws AccessDeniedError */
  authorize(caller: Principal, request: AccessRequest): void;
  /**
   * Returns the session in which a resource's calls are made.
   * @throws UnsupportedResourceError if the service may not assume the role
   */
  assumeRole(use: RoleUse): RoleSession;
  /** Returns the access key id of a caller, which is the same after a restart. */
  accessKeyIdOf(caller: Administrator | RoleSession): string;
  /** Returns the caller that an access key id stands for, or undefined for an unknown id. */
  callerWith(accessKeyId: string): Principal | undefined;
}
