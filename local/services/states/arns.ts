import { accountId, partition, region } from '../../core/aws-account.ts';

const prefix = `arn:${partition}:states:${region}:${accountId}`;

/** In front of every service integration's `Resource`. */
export const integrations = `arn:${partition}:states:::`;

export function machineArn(machine: string): string {
  return `${prefix}:stateMachine:${machine}`;
}

export function executionArn(machine: string, execution: string): string {
  return `${prefix}:execution:${machine}:${execution}`;
}

/** @returns undefined for what is no execution's ARN */
export function parseExecutionArn(arn: string): { machine: string; name: string } | undefined {
  const match = /^arn:[^:]*:states:[^:]*:[^:]*:execution:([^:]+):([^:]+)$/.exec(arn);
  const [, machine, name] = match ?? [];
  return machine === undefined || name === undefined ? undefined : { machine, name };
}
