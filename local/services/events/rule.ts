import { z } from 'zod';
import type { AccessControl } from '../../core/access-control.ts';
import { accountId, partition, region } from '../../core/aws-account.ts';
import { UnsupportedResourceError } from '../../core/errors.ts';
import type { Principal, ServicePrincipal } from '../../core/principal.ts';
import { readProperties } from '../../core/resource-properties.ts';
import type { Resource } from '../../core/service.ts';
import { compileEventPattern, InvalidEventPatternError } from './event-pattern.ts';
import { parseJsonPath } from './json-path.ts';

const path = z
  .string()
  .refine((text) => parseJsonPath(text) !== undefined, 'only names and indices are supported in paths');

const target = z
  .object({
    Id: z.string(),
    Arn: z
      .string()
      .regex(
        /^arn:[^:]+:(sqs|lambda|states):/,
        'only queues, functions and state machines are supported as targets',
      ),
    Input: z.string().optional(),
    InputPath: path.optional(),
    InputTransformer: z
      .object({ InputPathsMap: z.record(z.string(), path).default({}), InputTemplate: z.string() })
      .optional(),
    DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
    RoleArn: z.string().optional(),
  })
  .refine(
    ({ Input, InputPath, InputTransformer }) =>
      [Input, InputPath, InputTransformer].filter((one) => one !== undefined).length <= 1,
    'a target has only one of Input, InputPath and InputTransformer',
  );

const ruleProperties = z.object({
  EventBusName: z.string().default('default'),
  EventPattern: z.record(
    z.string(),
    z.unknown(),
    'only rules with an event pattern are supported; use AWS::Scheduler::Schedule for a schedule',
  ),
  State: z
    .enum(['ENABLED', 'DISABLED'], 'only ENABLED and DISABLED are supported; there is no CloudTrail')
    .default('ENABLED'),
  Targets: z
    .array(target)
    .refine(
      (targets) => new Set(targets.map(({ Id }) => Id)).size === targets.length,
      'target ids are unique',
    )
    .default([]),
});

export type Target = z.output<typeof target>;
/** A target with its caller, which is its role, or else the rule itself. */
export type DeployedTarget = Target & { readonly caller: Principal };

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  readonly enabled: boolean;
  readonly targets: readonly Target[];
  /** The caller of dead-letter queues, and of targets without a role. */
  readonly principal: ServicePrincipal;
  matches(event: unknown): boolean;
}

/** @throws UnsupportedResourceError */
export function readRule(resource: Resource, name: string): Rule {
  const properties = readProperties(resource, ruleProperties);
  const busName = busNameOf(properties.EventBusName);
  const arn = ruleArn(name, busName);
  const principal: ServicePrincipal = { kind: 'service', service: 'events.amazonaws.com', sourceArn: arn };
  return {
    name,
    arn,
    principal,
    busName,
    enabled: properties.State !== 'DISABLED',
    targets: properties.Targets,
    matches: compile(resource, properties.EventPattern),
  };
}

export interface DeployedRule extends Rule {
  readonly targets: readonly DeployedTarget[];
}

/** Returns the rule with the callers of its targets. @throws UnsupportedResourceError for a role that EventBridge may not assume */
export function withCallers(rule: Rule, logicalId: string, access: AccessControl): DeployedRule {
  const { name, arn, principal } = rule;
  const callerOf = ({ RoleArn: roleArn }: Target): Principal => {
    if (roleArn === undefined) return principal;
    const use = { logicalId, property: 'Targets.RoleArn', roleArn, sessionName: name, sourceArn: arn };
    return access.assumeRole({ ...use, service: principal.service });
  };
  return { ...rule, targets: rule.targets.map((target) => ({ ...target, caller: callerOf(target) })) };
}

export function ruleArn(name: string, busName = 'default'): string {
  const path = busName === 'default' ? name : `${busName}/${name}`;
  return `arn:${partition}:events:${region}:${accountId}:rule/${path}`;
}

export function busArn(name: string): string {
  return `arn:${partition}:events:${region}:${accountId}:event-bus/${name}`;
}

/** Returns the name of a bus that is given by its name or its ARN. */
export function busNameOf(nameOrArn: string): string {
  return nameOrArn.split(':event-bus/').at(-1) ?? nameOrArn;
}

function compile(resource: Resource, pattern: unknown): Rule['matches'] {
  try {
    return compileEventPattern(pattern);
  } catch (error) {
    if (!(error instanceof InvalidEventPatternError)) throw error;
    throw new UnsupportedResourceError(resource.logicalId, 'EventPattern', error.message);
  }
}
