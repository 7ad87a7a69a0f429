import { z } from 'zod';
import { grantName } from '../../local/services/iam/grant-recorder.ts';
import type { Grant } from '../../local/services/iam/policy.ts';

/** The services that the local runner has. Grants of others cannot be needed locally. */
const localServices = /^(cloudwatch|dynamodb|events|lambda|s3|secretsmanager|sqs|states):/;

export interface GrantReport {
  readonly total: number;
  /** Grants without which a recorded call would have been denied. */
  readonly needed: number;
  /** Grants that no recorded call needed. */
  readonly unneeded: readonly Grant[];
  /** The number of grants by action, of services that the runner lacks. */
  readonly foreign: ReadonlyMap<string, number>;
}

const line = z.array(z.string());

/**
 * Compares the grants of a stack with the recorded ones. A grant is needed if a call was allowed by it alone.
 * @param recorded the lines of the file that `grantRecorder` writes
 */
export function reportGrants(grants: readonly Grant[], recorded: readonly string[]): GrantReport {
  const sole = new Set(
    recorded
      .map((text) => line.parse(JSON.parse(text)))
      .flatMap((names) => (names.length === 1 ? names : [])),
  );
  const local = grants.filter(({ action }) => localServices.test(action));
  const unneeded = local.filter((grant) => !sole.has(grantName(grant)));
  const foreign = new Map<string, number>();
  for (const { action } of grants)
    if (!localServices.test(action)) foreign.set(action, (foreign.get(action) ?? 0) + 1);
  return { total: local.length, needed: local.length - unneeded.length, unneeded, foreign };
}

/** Returns the report as text. */
export function formatReport({ total, needed, unneeded, foreign }: GrantReport): string {
  const lines = unneeded.map(
    ({ policy, statement, action, resource }) => `  ${policy} ${statement}: ${action} on ${resource}`,
  );
  const others = [...foreign].map(([action, count]) => `  ${count} x ${action}`).sort();
  const foreignTotal = [...foreign.values()].reduce((sum, count) => sum + count, 0);
  return [
    `needed ${needed} of ${total} grants`,
    ...(unneeded.length === 0 ? [] : ['no recorded call needs:', ...lines]),
    `${foreignTotal} grants of services that the local runner lacks:`,
    ...others,
    '',
  ].join('\n');
}
