import { accountId, partition, region } from '../../core/aws-account.ts';

const prefix = `arn:${partition}:states:${region}:${accountId}`;

export function machineArn(machine: string): string {
  return `${prefix}:stateMachine:${machine}`;
}

export function executionArn(machine: string, execution: string): string {
  return `${prefix}:execution:${machine}:${execution}`;
}

/** Parses the ARN of an execution. Returns undefined for any other text. */
export function parseExecutionArn(arn: string): { machine: string; name: string } | undefined {
  const match = /^arn:[^:]*:states:[^:]*:[^:]*:execution:([^:]+):([^:]+)$/.exec(arn);
  const [, machine, name] = match ?? [];
  return machine === undefined || name === undefined ? undefined : { machine, name };
}
