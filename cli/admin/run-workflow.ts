import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { callAws } from '../deployment/call-aws.ts';
import type { Deployment } from '../deployment/find-deployment.ts';

/** The state of a manually started run. */
export type RunState =
  | { readonly state: 'running' }
  | { readonly state: 'succeeded'; readonly output: unknown }
  | { readonly state: 'failed'; readonly cause: string };

export interface RunProgress {
  readonly executionArn: string;
  readonly elapsedMs: number;
}

const firstPollMs = 250;
const maxPollMs = 5_000;

export interface WorkflowRun {
  /** The output that holds the ARN of the state machine. */
  readonly machineOutput: string;
  readonly input: unknown;
  readonly timeoutMs: number;
  /** Called after each poll. @default does nothing */
  readonly onProgress?: (progress: RunProgress) => void;
}

/**
 * Starts a workflow of a deployment and polls it, and the executions that continue it, until the last one ends or the
 * time-out is over.
 */
export async function runWorkflow(
  { output, clientConfig }: Deployment,
  { machineOutput, input, timeoutMs, onProgress = () => {} }: WorkflowRun,
): Promise<RunState & { readonly executionArn: string }> {
  const client = new SFNClient(clientConfig());
  const start = new StartExecutionCommand({
    stateMachineArn: output(machineOutput),
    name: `by-hand-${randomUUID()}`,
    input: JSON.stringify(input),
  });
  let { executionArn = '' } = await callAws(() => client.send(start), 'the workflow');
  const startedAt = performance.now();
  for (let wait = firstPollMs; ; wait = Math.min(wait * 1.5, maxPollMs)) {
    const describe = new DescribeExecutionCommand({ executionArn });
    const described = await callAws(() => client.send(describe), 'the execution');
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
      return { executionArn, state: 'failed', cause: [status, error, cause].filter(Boolean).join(': ') };
    }
    if (elapsedMs + wait > timeoutMs) return { executionArn, state: 'running' };
    onProgress({ executionArn, elapsedMs });
    await sleep(wait);
  }
}

/** Returns the ARN of the execution that continues the run, or null if the run is complete. */
function continuation(output: unknown): string | null {
  if (typeof output !== 'object' || output === null || !('continuedBy' in output)) return null;
  return typeof output.continuedBy === 'string' ? output.continuedBy : null;
}
