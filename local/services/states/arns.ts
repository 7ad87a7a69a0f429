import { accountId, partition, region } from '../../core/aws-account.ts';

const prefix = `arn:${partition}:states:${region}:${accountId}`;

export function machineArn(machine: string): string {
  return `${prefix}:stateMachine:${machine}`;
}

/** Returns the ARN of an execution. The name of an Express execution has a unique part after a colon. */
export function executionArn(machine: string, execution: string): string {
  const type = execution.includes(':') ? 'express' : 'execution';
  return `${prefix}:${type}:${machine}:${execution}`;
}

/** Returns the name of an execution as `$$.Execution.Name` gives it, without the unique part of an Express execution. */
export function executionName(execution: string): string {
  return execution.split(':', 1)[0] ?? '';
}

/** Parses the ARN of a Standard execution. Returns undefined for any other text. */
export function parseExecutionArn(arn: string): { machine: string; name: string } | undefined {
  const match = /^arn:[^:]*:states:[^:]*:[^:]*:execution:([^:]+):([^:]+)$/.exec(arn);
  const [, machine, name] = match ?? [];
  return machine === undefined || name === undefined ? undefined : { machine, name };
}
