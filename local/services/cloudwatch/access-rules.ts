import { z } from 'zod';
import type { AccessRules } from '../../core/ports.ts';

const inNamespace = z.object({ Namespace: z.string() });

/**
 * Returns the permissions of CloudWatch's operations, none of which is for a resource.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
export function cloudWatchRules(operations: readonly string[]): AccessRules {
  return Object.fromEntries(
    operations.map((operation) => [
      operation,
      (input) => {
        const namespace = inNamespace.safeParse(input).data?.Namespace;
        const request = { action: `cloudwatch:${operation}`, resource: '*' };
        return namespace === undefined
          ? [request]
          : [{ ...request, context: { 'cloudwatch:namespace': [namespace] } }];
      },
    ]),
  );
}
