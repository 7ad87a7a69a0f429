import { z } from 'zod';
import { ignoredReasons } from '../../core/ignored-reasons.ts';
import { cfnNumber, readProperties } from '../../core/resource-properties.ts';
import type { Resource, ResourceSupport } from '../../core/service.ts';

const { encryption, tags } = ignoredReasons;

export const queueSupport: ResourceSupport = {
  supported: [
    'DelaySeconds',
    'MaximumMessageSize',
    'QueueName',
    'ReceiveMessageWaitTimeSeconds',
    'RedrivePolicy.deadLetterTargetArn',
    'RedrivePolicy.maxReceiveCount',
    'VisibilityTimeout',
  ],
  ignored: {
    KmsDataKeyReusePeriodSeconds: encryption,
    KmsMasterKeyId: encryption,
    MessageRetentionPeriod: 'a local message is kept until it is consumed or its queue is deleted',
    SqsManagedSseEnabled: encryption,
    Tags: tags,
  },
};

const integer = (min: number, max: number) => cfnNumber.pipe(z.int().min(min).max(max));

/** SQS's limits and defaults: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
const queueProperties = z.object({
  DelaySeconds: integer(0, 900).default(0),
  MaximumMessageSize: integer(1_024, 1_048_576).default(1_048_576),
  ReceiveMessageWaitTimeSeconds: integer(0, 20).default(0),
  VisibilityTimeout: integer(0, 43_200).default(30),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: integer(1, 1_000) }).optional(),
});

/**
 * Returns the attributes in the string format of SQS's API. It always returns all of them, so that an attribute that was
 * removed from the template loses its effect.
 * @throws UnsupportedResourceError
 */
export function queueAttributes(resource: Resource): Record<string, string> {
  const { RedrivePolicy, ...numbers } = readProperties(resource, queueProperties);
  return {
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)])),
    RedrivePolicy: RedrivePolicy === undefined ? '' : JSON.stringify(RedrivePolicy),
  };
}
