import { accountId, partition } from './aws-account.ts';

/** The owner of the state folder, who may call every operation. The CLI and tools with the variables of `npm run env` use it. */
export interface Administrator {
  readonly kind: 'administrator';
}

/** A role of the template, assumed by a function, a state machine, a rule or a schedule. */
export interface RoleSession {
  readonly kind: 'role';
  readonly roleArn: string;
  /** The last part of the session's ARN. For a function it is the function's name, as on AWS. */
  readonly sessionName: string;
}

/** An AWS service that calls another service on behalf of a resource, without a role. */
export interface ServicePrincipal {
  readonly kind: 'service';
  /** The name in a policy's `Principal`, such as `events.amazonaws.com`. */
  readonly service: string;
  /** The value of `aws:SourceArn`. */
  readonly sourceArn: string;
}

/** The identity that makes a call. */
export type Principal = Administrator | RoleSession | ServicePrincipal;

export const administrator: Administrator = { kind: 'administrator' };

/** Returns the ARN of a caller, as `GetCallerIdentity` and errors show it. */
export function principalArn(principal: Principal): string {
  switch (principal.kind) {
    case 'administrator':
      return `arn:${partition}:iam::${accountId}:user/local`;
    case 'role': {
      const role = principal.roleArn.split('/').at(-1);
      return `arn:${partition}:sts::${accountId}:assumed-role/${role}/${principal.sessionName}`;
    }
    case 'service':
      return principal.service;
  }
}
