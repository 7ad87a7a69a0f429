import { Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Actions that take no resource, so that a statement has to name all of them. */
export interface UnscopedActions {
  readonly actions: readonly string[];
  /** What narrows them instead. @default - nothing */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface ServiceRoleProps {
  /** The service principal, as `lambda.amazonaws.com`. */
  readonly service: string;
  /** By the names of the inline policies that hold them. */
  readonly unscoped: Readonly<Record<string, UnscopedActions>>;
}

/**
 * Makes the role of a function or state machine, and acknowledges its wildcards: those of the inline policies alone. A
 * grant goes to the role's default policy, so that a wildcard in a later one is found.
 */
export function serviceRole(scope: Construct, { service, unscoped }: ServiceRoleProps): Role {
  const documents = Object.entries(unscoped).map(([name, { actions, conditions }]) => [
    name,
    new PolicyDocument({
      statements: [
        new PolicyStatement({ actions: [...actions], resources: ['*'], conditions: { ...conditions } }),
      ],
    }),
  ]);
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal(service),
    inlinePolicies: Object.fromEntries(documents),
  });
  if (role.node.defaultChild) {
    Validations.of(role.node.defaultChild).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: `No resource can be named for ${Object.values(unscoped)
        .flatMap(({ actions }) => actions)
        .join(', ')}.`,
    });
  }
  return role;
}
