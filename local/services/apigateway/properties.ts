import { z } from 'zod';
import { cfnNumber } from '../../core/resource-properties.ts';
import { methodSettings } from './throttle.ts';

export const apiProperties = z.object({
  BinaryMediaTypes: z.array(z.string()).default([]),
  MinimumCompressionSize: cfnNumber.optional(),
  /** The runner does not read descriptions of APIs, so the name is required, as CloudFormation documents. */
  Name: z.string(),
});
export const resourceProperties = z.object({
  RestApiId: z.string(),
  ParentId: z.string(),
  PathPart: z.string(),
});
export const deploymentProperties = z.object({ RestApiId: z.string() });
/**
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html
 */
export const stageProperties = z.object({
  RestApiId: z.string(),
  StageName: z.string().regex(/^[\w-]{1,128}$/, 'only letters, digits, hyphens and underscores are allowed'),
  DeploymentId: z.string('a stage without a deployment serves nothing'),
  MethodSettings: methodSettings,
  Variables: z
    .record(
      z.string().regex(/^\w{1,64}$/),
      z
        .string()
        .max(512)
        .regex(/^[\w\-.~:/?#&=,]+$/),
    )
    .optional(),
});
