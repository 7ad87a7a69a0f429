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
  readonly logGroup: string;
  readonly deadLetterQueueArn: string | undefined;
  readonly roleArn: string;
}

const scalarText = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const queueArn = z.string().regex(/^arn:[^:]+:sqs:/, 'only an SQS queue is supported');

const integer = (min: number, max: number) => cfnNumber.pipe(z.int().min(min).max(max));

/** Limits and defaults: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const functionProperties = z.object({
  Handler: z.string(),
  Role: z.string(),
  Runtime: z.string(),
  Timeout: integer(1, 900).default(3),
  MemorySize: integer(128, 10_240).default(128),
  ReservedConcurrentExecutions: integer(0, 1_000).optional(),
  Environment: z
    .object({ Variables: z.record(z.string(), scalarText).default({}) })
    .default({ Variables: {} }),
  LoggingConfig: z
    .object({
      LogFormat: z.enum(['JSON', 'Text']).default('Text'),
      ApplicationLogLevel: z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']).optional(),
      LogGroup: z.string().optional(),
    })
    .refine(
      ({ ApplicationLogLevel, LogFormat }) => ApplicationLogLevel === undefined || LogFormat === 'JSON',
      { error: 'only a function with the log format JSON has a log level', path: ['ApplicationLogLevel'] },
    )
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
    logLevel: logLevelOf(properties.LoggingConfig),
    logGroup: properties.LoggingConfig.LogGroup ?? `/aws/lambda/${name}`,
    deadLetterQueueArn: properties.DeadLetterConfig?.TargetArn,
    roleArn: properties.Role,
  };
}

/** Lambda filters only the application logs of the format JSON, by default from `INFO` on. */
function logLevelOf(config: { LogFormat: string; ApplicationLogLevel?: string }): string | undefined {
  return config.LogFormat === 'JSON' ? (config.ApplicationLogLevel ?? 'INFO') : undefined;
}

export function functionArn(name: string): string {
  return `arn:${partition}:lambda:${region}:${accountId}:function:${name}`;
}

/** Returns the function's name, given a name, a partial ARN or an ARN, each with or without a qualifier. */
export function functionName(nameOrArn: string): string {
  return /^(?:.*:function:)?([^:]+)(?::[^:]+)?$/.exec(nameOrArn)?.[1] ?? nameOrArn;
}
