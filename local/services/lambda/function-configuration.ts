import { z } from 'zod';
import { accountId, partition, region } from '../../core/aws-account.ts';
import { cfnNumber, readProperties } from '../../core/resource-properties.ts';
import type { Resource } from '../../core/service.ts';
import { bundleFolder } from './bundle-folder.ts';

/** The configuration of a function, with the units of the template: seconds and MiB. */
export interface FunctionConfiguration {
  readonly name: string;
  readonly arn: string;
  readonly handler: string;
  /** The absolute path of the bundle. */
  readonly taskRoot: string;
  readonly runtime: string;
  readonly timeoutSeconds: number;
  readonly memoryMiB: number;
  readonly reservedConcurrency: number | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly logFormat: string;
  readonly logLevel: string | undefined;
  readonly deadLetterQueueArn: string | undefined;
}

const scalarText = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const queueArn = z.string().regex(/^arn:[^:]+:sqs:/, 'only an SQS queue is supported');

/** Limits and defaults: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const functionProperties = z.object({
  Handler: z.string(),
  PackageType: z.literal('Zip', 'container images are not supported').default('Zip'),
  Runtime: z.string().regex(/^nodejs(22|24)\.x$/, 'only nodejs22.x and nodejs24.x are supported'),
  Timeout: cfnNumber.default(3),
  MemorySize: cfnNumber.default(128),
  ReservedConcurrentExecutions: cfnNumber.optional(),
  Environment: z
    .object({ Variables: z.record(z.string(), scalarText).default({}) })
    .default({ Variables: {} }),
  LoggingConfig: z
    .object({ LogFormat: z.string().default('Text'), ApplicationLogLevel: z.string().optional() })
    .default({ LogFormat: 'Text' }),
  DeadLetterConfig: z.object({ TargetArn: queueArn }).optional(),
});

/** @throws UnsupportedResourceError */
export function readFunction(
  resource: Resource,
  name: string,
  assemblyFolder: string,
): FunctionConfiguration {
  const properties = readProperties(resource, functionProperties);
  return {
    name,
    arn: functionArn(name),
    handler: properties.Handler,
    taskRoot: bundleFolder(resource, assemblyFolder),
    runtime: properties.Runtime,
    timeoutSeconds: properties.Timeout,
    memoryMiB: properties.MemorySize,
    reservedConcurrency: properties.ReservedConcurrentExecutions,
    variables: properties.Environment.Variables,
    logFormat: properties.LoggingConfig.LogFormat,
    logLevel: properties.LoggingConfig.ApplicationLogLevel,
    deadLetterQueueArn: properties.DeadLetterConfig?.TargetArn,
  };
}

export function functionArn(name: string): string {
  return `arn:${partition}:lambda:${region}:${accountId}:function:${name}`;
}

/** Returns the function's name, given a name, a partial ARN or an ARN, each with or without a qualifier. */
export function functionName(nameOrArn: string): string {
  return /^(?:.*:function:)?([^:]+)(?::[^:]+)?$/.exec(nameOrArn)?.[1] ?? nameOrArn;
}
