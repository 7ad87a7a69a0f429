import { createHash } from 'node:crypto';
import { accountId, partition, region } from '../../core/aws-account.ts';

/**
 * Returns the ARN of a secret. AWS appends six random characters to the name; here they are derived from the name, so that
 * the ARN is the same on every start.
 */
export function secretArn(name: string): string {
  const suffix = createHash('sha256').update(name).digest('hex').slice(0, 6);
  return `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${name}-${suffix}`;
}

/** Returns the name of a secret, given its name or its ARN with or without the random characters. */
export function secretName(secretId: string): string {
  const named = /^arn:[^:]+:secretsmanager:[^:]*:\d*:secret:(.+)$/.exec(secretId)?.[1];
  if (named === undefined) return secretId;
  const withoutSuffix = named.replace(/-[0-9a-f]{6}$/, '');
  return secretArn(withoutSuffix).endsWith(named) ? withoutSuffix : named;
}
