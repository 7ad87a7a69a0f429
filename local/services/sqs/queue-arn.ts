import { accountId, partition, region } from '../../core/aws-account.ts';

export function queueArn(name: string): string {
  return `arn:${partition}:sqs:${region}:${accountId}:${name}`;
}
