import type { AccessRequest } from './access-control.ts';
import { AwsError } from './aws-error.ts';
import { type Principal, principalArn } from './principal.ts';

export type DenialReason =
  | 'no identity-based policy'
  | 'no resource-based policy'
  | 'an explicit deny in an identity-based policy'
  | 'an explicit deny in a resource-based policy';

/** A call without permission. Services with another error code or message map it at their edge. */
export class AccessDeniedError extends AwsError {
  readonly caller: Principal;
  readonly request: AccessRequest;
  readonly reason: DenialReason;

  constructor(caller: Principal, request: AccessRequest, reason: DenialReason) {
    super('AccessDeniedException', deniedMessage(caller, request.action, request.resource, reason));
    this.caller = caller;
    this.request = request;
    this.reason = reason;
  }
}

/**
 * Returns the message of a denial.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function deniedMessage(
  caller: Principal,
  action: string,
  resource: string,
  reason: DenialReason,
): string {
  const because = reason.startsWith('no ')
    ? `because ${reason} allows the ${action} action`
    : `with ${reason}`;
  return `User: ${principalArn(caller)} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
}
