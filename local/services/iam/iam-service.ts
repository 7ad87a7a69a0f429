import { z } from 'zod';
import type { AccessControl, AccessRequest, RoleUse } from '../../core/access-control.ts';
import { AccessDeniedError } from '../../core/access-denied.ts';
import { accountId, partition } from '../../core/aws-account.ts';
import { errorMessage } from '../../core/error-message.ts';
import { UnsupportedResourceError } from '../../core/errors.ts';
import { Identities, onlyRef, physicalName, refuseComputedName } from '../../core/identities.ts';
import type { Administrator, Principal, RoleSession } from '../../core/principal.ts';
import { readProperties } from '../../core/resource-properties.ts';
import type { Declaration, Identity, LocalService, Refusal, Resource } from '../../core/service.ts';
import { AccessKeys } from './access-keys.ts';
import { UnsupportedPolicyError } from './conditions.ts';
import { isWithoutEffect } from './managed-policies.ts';
import { isTrusted, Permissions } from './permissions.ts';
import { compilePolicy, type Grant, type Statement } from './policy.ts';
import { readResourcePolicy } from './resource-policies.ts';
import { iamSupport } from './support.ts';

export interface IamOptions {
  /** Returns the administrator's access key id. */
  readonly accessKeyId: () => string;
  /** Receives the grants that allow a request, each alone. */
  readonly onAllowed?: ((by: readonly Grant[]) => void) | undefined;
}

const roleProperties = z.object({
  AssumeRolePolicyDocument: z.unknown(),
  ManagedPolicyArns: z.array(z.string()).default([]),
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
});
const policyProperties = z.object({ PolicyDocument: z.unknown(), Roles: z.array(z.string()).default([]) });

/**
 * IAM: roles, their policies, and the policies of resources. It identifies callers by their access key ids, and decides
 * about each call. A document that it cannot evaluate as AWS does is refused.
 */
export class IamService implements LocalService, AccessControl {
  readonly name = 'iam';
  readonly resources = iamSupport;
  readonly #onAllowed: (by: readonly Grant[]) => void;
  readonly #keys: AccessKeys;
  readonly #identities = new Identities();
  readonly #permissions = new Permissions();
  readonly #grants: Grant[] = [];
  readonly #trust = new Map<string, readonly Statement[]>();
  /** The statements of customer managed policies, by ARN. */
  readonly #managed = new Map<string, readonly Statement[]>();

  constructor({ accessKeyId, onAllowed = () => {} }: IamOptions) {
    this.#keys = new AccessKeys(accessKeyId);
    this.#onAllowed = onAllowed;
  }

  async start(): Promise<void> {}

  identify(declaration: Declaration): Identity {
    switch (declaration.type) {
      case 'AWS::IAM::Role': {
        const name = physicalName(declaration, 'RoleName', 64);
        return this.#identities.set(declaration, {
          ref: name,
          attributes: { Arn: roleArn(name), RoleId: name },
        });
      }
      case 'AWS::IAM::ManagedPolicy': {
        const arn = iamArn(`policy/${physicalName(declaration, 'ManagedPolicyName', 128)}`);
        return this.#identities.set(declaration, { ref: arn, attributes: { PolicyArn: arn } });
      }
      default: {
        const { ref } = onlyRef(declaration);
        return { ref, attributes: { Id: ref } };
      }
    }
  }

  findRefusals(resource: Resource): readonly Refusal[] {
    try {
      this.#read(resource);
      return [];
    } catch (error) {
      if (error instanceof UnsupportedResourceError)
        return [{ property: error.property, reason: error.message }];
      throw error;
    }
  }

  async deploy(resource: Resource): Promise<void> {
    this.deployPolicy(resource);
  }

  /** Deploys a role or a policy. @throws UnsupportedResourceError */
  deployPolicy(resource: Resource): void {
    this.#read(resource)();
  }

  /** Reads a resource, and returns a function that deploys it. @throws UnsupportedResourceError */
  #read(resource: Resource): () => void {
    switch (resource.type) {
      case 'AWS::IAM::Role':
        return this.#readRole(resource);
      case 'AWS::IAM::Policy':
      case 'AWS::IAM::ManagedPolicy':
        return this.#readPolicy(resource);
      default: {
        const policy = unsupportedIn(resource, 'PolicyDocument', () => readResourcePolicy(resource));
        return () => {
          this.#permissions.attachToResource(policy);
          this.#grants.push(...policy.statements.flatMap(({ grants }) => grants));
        };
      }
    }
  }

  #readRole(resource: Resource): () => void {
    const { AssumeRolePolicyDocument, ManagedPolicyArns, Policies } = readProperties(
      resource,
      roleProperties,
    );
    const { logicalId } = resource;
    const trust = unsupportedIn(resource, 'AssumeRolePolicyDocument', () =>
      compilePolicy(logicalId, AssumeRolePolicyDocument),
    );
    const inline = Policies.flatMap(({ PolicyName, PolicyDocument }) =>
      unsupportedIn(resource, 'Policies', () => compilePolicy(`${logicalId}/${PolicyName}`, PolicyDocument)),
    );
    const foreign = ManagedPolicyArns.find((arn) => arn.includes(':iam::aws:') && !isWithoutEffect(arn));
    if (foreign !== undefined) {
      const reason = `the local runner does not know the managed policy ${foreign}`;
      throw new UnsupportedResourceError(logicalId, 'ManagedPolicyArns', reason);
    }
    return () => {
      const { ref: name, attributes } = this.#identities.get(resource);
      refuseComputedName(resource, 'RoleName', name);
      const arn = attributes.Arn ?? '';
      this.#trust.set(arn, trust);
      const managed = ManagedPolicyArns.flatMap((policyArn) => this.#managed.get(policyArn) ?? []);
      this.#attach(arn, [...inline, ...managed]);
    };
  }

  #readPolicy(resource: Resource): () => void {
    const { PolicyDocument, Roles } = readProperties(resource, policyProperties);
    const statements = unsupportedIn(resource, 'PolicyDocument', () =>
      compilePolicy(resource.logicalId, PolicyDocument),
    );
    return () => {
      for (const role of Roles) this.#attach(roleArn(role), statements);
      if (resource.type === 'AWS::IAM::ManagedPolicy')
        this.#managed.set(this.#identities.get(resource).ref, statements);
    };
  }

  #attach(arn: string, statements: readonly Statement[]): void {
    this.#permissions.attach(arn, statements);
    this.#grants.push(...statements.flatMap(({ grants }) => grants));
  }

  /** The grants of all deployed policies. */
  get grants(): readonly Grant[] {
    return this.#grants;
  }

  async stop(): Promise<void> {}

  authorize(caller: Principal, request: AccessRequest): void {
    const decision = this.#permissions.decide(caller, request);
    if (!decision.allowed) throw new AccessDeniedError(caller, request, decision.reason);
    if (decision.by.length > 0) this.#onAllowed(decision.by);
  }

  assumeRole({ logicalId, property, roleArn: arn, service, sessionName, sourceArn }: RoleUse): RoleSession {
    const trust = this.#trust.get(arn);
    if (trust === undefined)
      throw new UnsupportedResourceError(logicalId, property, `the template has no role ${arn}`);
    if (!isTrusted(trust, service, sourceArn)) {
      throw new UnsupportedResourceError(logicalId, property, `${service} may not assume the role ${arn}`);
    }
    const session: RoleSession = { kind: 'role', roleArn: arn, sessionName };
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

function iamArn(resource: string): string {
  return `arn:${partition}:iam::${accountId}:${resource}`;
}

function roleArn(name: string): string {
  return iamArn(`role/${name}`);
}

/** @throws UnsupportedResourceError for a document that the runner does not evaluate */
function unsupportedIn<Result>({ logicalId }: Resource, property: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnsupportedPolicyError)) throw error;
    throw new UnsupportedResourceError(logicalId, property, errorMessage(error));
  }
}
