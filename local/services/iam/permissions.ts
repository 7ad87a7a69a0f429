import type { AccessRequest } from '../../core/access-control.ts';
import type { DenialReason } from '../../core/access-denied.ts';
import { accountId } from '../../core/aws-account.ts';
import { type Principal, principalArn } from '../../core/principal.ts';
import type { ConditionContext } from './conditions.ts';
import type { Grant, PrincipalPattern, Statement } from './policy.ts';

/** The statements of a resource-based policy, and the resources to which it is attached. */
export interface ResourcePolicy {
  readonly statements: readonly Statement[];
  isAttachedTo(resource: string): boolean;
}

export type Decision =
  | {
      readonly allowed: true /** The grants that allow the request, each alone. */;
      readonly by: readonly Grant[];
    }
  | { readonly allowed: false; readonly reason: DenialReason };

/** A statement whose action, resource and principal match a request. */
interface Candidate {
  readonly statement: Statement;
  readonly grants: readonly Grant[];
  readonly source: 'identity' | 'resource';
}

/** The number of remembered requests, beyond which all are forgotten. */
const maxRemembered = 5_000;

/**
 * The policies of a stack. A request is denied by an explicit Deny, or else allowed by an Allow of the caller's role or of
 * the resource, or else denied. Statements are matched once for each caller, action and resource.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
 */
export class Permissions {
  readonly #identities = new Map<string, Statement[]>();
  readonly #resources: ResourcePolicy[] = [];
  readonly #candidates = new Map<string, readonly Candidate[]>();

  /** Attaches the statements of an identity-based policy to a role. */
  attach(roleArn: string, statements: readonly Statement[]): void {
    this.#identities.set(roleArn, [...(this.#identities.get(roleArn) ?? []), ...statements]);
    this.#candidates.clear();
  }

  attachToResource(policy: ResourcePolicy): void {
    this.#resources.push(policy);
    this.#candidates.clear();
  }

  decide(caller: Principal, request: AccessRequest): Decision {
    const candidates = this.#candidatesFor(caller, request);
    const context = contextOf(caller, request);
    const by: Grant[] = [];
    for (const { statement, grants, source } of candidates) {
      if (!statement.conditions.every((holds) => holds(context))) continue;
      if (statement.effect === 'Deny') {
        const kind = source === 'identity' ? 'an identity-based policy' : 'a resource-based policy';
        return { allowed: false, reason: `an explicit deny in ${kind}` };
      }
      by.push(...grants);
    }
    if (by.length > 0 || caller.kind === 'administrator') return { allowed: true, by };
    const kind = caller.kind === 'role' ? 'identity' : 'resource';
    return { allowed: false, reason: `no ${kind}-based policy` };
  }

  #candidatesFor(caller: Principal, { action, resource }: AccessRequest): readonly Candidate[] {
    const key = `${identityKey(caller)} ${action} ${resource}`;
    const known = this.#candidates.get(key);
    if (known !== undefined) return known;
    if (this.#candidates.size >= maxRemembered) this.#candidates.clear();
    const candidates = this.#match(caller, action, resource);
    this.#candidates.set(key, candidates);
    return candidates;
  }

  #match(caller: Principal, action: string, resource: string): readonly Candidate[] {
    const own = caller.kind === 'role' ? (this.#identities.get(caller.roleArn) ?? []) : [];
    const attached = this.#resources.filter((policy) => policy.isAttachedTo(resource));
    const foreign = attached.flatMap(({ statements }) =>
      statements.filter(({ principal }) => principal !== undefined && includes(principal, caller)),
    );
    const matched = [
      ...own.map((statement) => ({ statement, source: 'identity' as const })),
      ...foreign.map((statement) => ({ statement, source: 'resource' as const })),
    ]
      .map((one) => ({ ...one, grants: one.statement.matches(action, resource) }))
      .filter(({ grants }) => grants.length > 0);
    // A Deny ends the evaluation.
    return matched.toSorted((a, b) => b.statement.effect.localeCompare(a.statement.effect));
  }
}

/** Checks that a trust policy lets a service assume its role. */
export function isTrusted(statements: readonly Statement[], service: string, sourceArn: string): boolean {
  const caller: Principal = { kind: 'service', service, sourceArn };
  const context = contextOf(caller, { action: 'sts:AssumeRole', resource: '*' });
  const effects = statements
    .filter(
      ({ principal, conditions, matches }) =>
        principal !== undefined &&
        includes(principal, caller) &&
        matches('sts:AssumeRole', '*').length > 0 &&
        conditions.every((holds) => holds(context)),
    )
    .map(({ effect }) => effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

function includes({ everyone, services, aws }: PrincipalPattern, caller: Principal): boolean {
  if (caller.kind === 'service') return services.includes(caller.service);
  const names = [principalArn(caller), caller.kind === 'role' ? caller.roleArn : ''];
  return everyone || aws.some((name) => names.includes(name));
}

function identityKey(caller: Principal): string {
  switch (caller.kind) {
    case 'administrator':
      return '';
    case 'role':
      return caller.roleArn;
    case 'service':
      return caller.service;
  }
}

function contextOf(caller: Principal, { context = {} }: AccessRequest): ConditionContext {
  // A connection over the loopback interface counts as secure.
  const values: Record<string, readonly string[]> = { 'aws:securetransport': ['true'] };
  if (caller.kind === 'service') {
    values['aws:sourcearn'] = [caller.sourceArn];
    values['aws:sourceaccount'] = [accountId];
  }
  for (const [key, value] of Object.entries(context)) values[key.toLowerCase()] = value;
  return values;
}
