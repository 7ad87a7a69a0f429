import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { awsCall } from '../deployment/aws-call.ts';
import type { Deployment } from '../deployment/deployment.ts';

/** How an execution that was started by hand stands. */
export type RunState =
  | { readonly state: 'running' }
  | { readonly state: 'succeeded'; readonly output: unknown }
  | { readonly state: 'failed'; readonly why: string };

export interface Run {
  readonly executionArn: string;
  readonly elapsedMs: number;
}

const firstLookMs = 250;
const slowestLookMs = 5_000;

/**
 * Starts an execution of a deployment's workflow, and looks at it, and at those that continue it, until the last ends or
 * the time is over.
 *
 * @param machine the output that names its state machine
 * @param onLook called after each look
 */
export async function runWorkflow(
  { output, place }: Deployment,
  machine: string,
  input: unknown,
  timeoutMs: number,
  onLook: (run: Run) => void,
): Promise<RunState & { readonly executionArn: string }> {
  const client = new SFNClient(place());
  const start = new StartExecutionCommand({
    stateMachineArn: output(machine),
    name: `by-hand-${randomUUID()}`,
    input: JSON.stringify(input),
  });
  let { executionArn = '' } = await awsCall(() => client.send(start), 'the workflow');
  const startedAt = performance.now();
  for (let wait = firstLookMs; ; wait = Math.min(wait * 1.5, slowestLookMs)) {
    const describe = new DescribeExecutionCommand({ executionArn });
    const described = await awsCall(() => client.send(describe), 'the execution');
    const { status = 'RUNNING', error, cause } = described;
    if (status === 'SUCCEEDED') {
      const output: unknown = JSON.parse(described.output ?? 'null');
      const successor = continuation(output);
      if (successor === null) return { executionArn, state: 'succeeded', output };
      executionArn = successor;
      continue;
    }
    const elapsedMs = performance.now() - startedAt;
    if (status !== 'RUNNING' && status !== 'PENDING_REDRIVE') {
      return { executionArn, state: 'failed', why: [status, error, cause].filter(Boolean).join(': ') };
    }
    if (elapsedMs + wait > timeoutMs) return { executionArn, state: 'running' };
    onLook({ executionArn, elapsedMs });
    await sleep(wait);
  }
}

/** @returns the execution that continues a run whose first part has ended; null if that was the last */
function continuation(output: unknown): string | null {
  if (typeof output !== 'object' || output === null || !('continuedBy' in output)) return null;
  return typeof output.continuedBy === 'string' ? output.continuedBy : null;
}
