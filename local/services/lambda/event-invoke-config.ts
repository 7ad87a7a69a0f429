import { z } from 'zod';
import { cfnNumber, readProperties } from '../../core/resource-properties.ts';
import type { Resource } from '../../core/service.ts';

/**
 * The handling of asynchronous events: retries, maximum age and destinations.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export interface EventInvokeConfig {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly onSuccessQueueArn: string | undefined;
  readonly onFailureQueueArn: string | undefined;
}

export const defaultEventInvokeConfig: EventInvokeConfig = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 6 * 60 * 60,
  onSuccessQueueArn: undefined,
  onFailureQueueArn: undefined,
};

const destination = z
  .object({ Destination: z.string().regex(/^arn:[^:]+:sqs:/, 'only an SQS queue is supported') })
  .optional();

const eventInvokeConfigProperties = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: cfnNumber
    .pipe(z.int().min(0).max(2))
    .default(defaultEventInvokeConfig.maximumRetryAttempts),
  MaximumEventAgeInSeconds: cfnNumber
    .pipe(z.int().min(60).max(21_600))
    .default(defaultEventInvokeConfig.maximumEventAgeSeconds),
  DestinationConfig: z.object({ OnSuccess: destination, OnFailure: destination }).default({}),
});

/** @throws UnsupportedResourceError */
export function readEventInvokeConfig(
  resource: Resource,
): EventInvokeConfig & { readonly functionNameOrArn: string } {
  const properties = readProperties(resource, eventInvokeConfigProperties);
  return {
    functionNameOrArn: properties.FunctionName,
    maximumRetryAttempts: properties.MaximumRetryAttempts,
    maximumEventAgeSeconds: properties.MaximumEventAgeInSeconds,
    onSuccessQueueArn: properties.DestinationConfig.OnSuccess?.Destination,
    onFailureQueueArn: properties.DestinationConfig.OnFailure?.Destination,
  };
}
