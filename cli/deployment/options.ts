import type { OptionSpecs } from '../command/command.ts';

/** Options of the commands that work on a deployment's resources, not by its HTTP API. */
export const deploymentOptions = {
  stack: {
    type: 'string',
    value: 'NAME',
    says: 'the deployment’s CloudFormation stack, with the AWS credentials and region around (the local stack)',
  },
  state: { type: 'string', value: 'FOLDER', says: 'where the local stack keeps its state (.local)' },
} as const satisfies OptionSpecs;
