import { z } from 'zod';
import { ignoredReasons } from '../../core/ignored-reasons.ts';
import { cfnNumber, readProperties } from '../../core/resource-properties.ts';
import type { Resource, ResourceSupport } from '../../core/service.ts';

const { encryption, permissions, tags } = ignoredReasons;

export const queueSupport: ResourceSupport = {
  supported: [
    'DelaySeconds',
    'MaximumMessageSize',
    'QueueName',
    'ReceiveMessageWaitTimeSeconds',
    'RedrivePolicy',
    'VisibilityTimeout',
  ],
  ignored: {
    KmsDataKeyReusePeriodSeconds: encryption,
    KmsMasterKeyId: encryption,
    MessageRetentionPeriod: 'a local message is kept until it is consumed or the state folder is deleted',
    RedriveAllowPolicy: permissions,
    SqsManagedSseEnabled: encryption,
    Tags: tags,
  },
};

/** SQS's defaults: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
const queueProperties = z.object({
  DelaySeconds: cfnNumber.default(0),
  MaximumMessageSize: cfnNumber.default(1_048_576),
  ReceiveMessageWaitTimeSeconds: cfnNumber.default(0),
  VisibilityTimeout: cfnNumber.default(30),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: cfnNumber }).optional(),
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
