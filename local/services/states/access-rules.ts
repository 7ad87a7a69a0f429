import { z } from 'zod';
import type { AccessRequest } from '../../core/access-control.ts';
import type { AccessRules } from '../../core/ports.ts';
import { machineArn } from './arns.ts';
import { parseTaskToken } from './task-token.ts';

const onResource = z.union([
  z.object({ stateMachineArn: z.string() }).transform(({ stateMachineArn }) => stateMachineArn),
  z.object({ executionArn: z.string() }).transform(({ executionArn }) => executionArn),
  // A token belongs to the state machine of its execution.
  z
    .object({ taskToken: z.string().min(1) })
    .transform(({ taskToken }) => machineArn(parseTaskToken(taskToken).machine)),
]);

/**
 * Returns the permissions of Step Functions' operations.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
 * @param operations the names of the operations
 */
export function statesRules(operations: readonly string[]): AccessRules {
  return Object.fromEntries(
    operations.map((operation) => [
      operation,
      (input: unknown): readonly AccessRequest[] => [
        { action: `states:${operation}`, resource: onResource.safeParse(input).data ?? '*' },
      ],
    ]),
  );
}
