import { z } from 'zod';
import type { AccessRequest } from '../../core/access-control.ts';
import { queueArn } from './queue-arn.ts';

const onQueue = z.union([
  z.object({ QueueUrl: z.string() }).transform(({ QueueUrl }) => queueArn(QueueUrl.split('/').at(-1) ?? '')),
  z.object({ SourceArn: z.string() }).transform(({ SourceArn }) => SourceArn),
  z.object({ QueueName: z.string() }).transform(({ QueueName }) => queueArn(QueueName)),
]);

/**
 * Returns the permission of an operation. A batch needs the permission of the single operation.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 */
export function sqsRequest(operation: string, input: unknown): AccessRequest {
  const action = `sqs:${operation.replace(/Batch$/, '')}`;
  return { action, resource: onQueue.safeParse(input).data ?? '*' };
}
