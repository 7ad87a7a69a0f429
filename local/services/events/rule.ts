import { z } from 'zod';
import { accountId, partition, region } from '../../core/aws-account.ts';
import { UnsupportedResourceError } from '../../core/errors.ts';
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

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  readonly enabled: boolean;
  readonly targets: readonly Target[];
  matches(event: unknown): boolean;
}

/** @throws UnsupportedResourceError */
export function readRule(resource: Resource, name: string): Rule {
  const properties = readProperties(resource, ruleProperties);
  const busName = busNameOf(properties.EventBusName);
  return {
    name,
    arn: ruleArn(name, busName),
    busName,
    enabled: properties.State !== 'DISABLED',
    targets: properties.Targets,
    matches: compile(resource, properties.EventPattern),
  };
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
