import { Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Actions that do not support resource-level permissions, so that a statement needs the resource `*`. */
export interface UnscopedActions {
  readonly actions: readonly string[];
  /**
   * Conditions that limit the actions instead.
   *
   * @default - none
   */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface ServiceRoleProps {
  /** Service principal, such as `lambda.amazonaws.com`. */
  readonly service: string;
  /** Actions of the inline policies, by the policy's name. */
  readonly unscoped: Readonly<Record<string, UnscopedActions>>;
}

/**
 * Creates the role of a function or state machine, and acknowledges the wildcards of its inline policies for cdk-nag.
 * Grants go to the role's default policy, so cdk-nag still reports their wildcards.
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
      reason: `The actions do not support resource-level permissions: ${Object.values(unscoped)
        .flatMap(({ actions }) => actions)
        .join(', ')}.`,
    });
  }
  return role;
}
