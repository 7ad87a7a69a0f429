import type { OptionSpecs } from '../core/define-command.ts';

/** Options of the commands that call the HTTP API. */
export const connectionOptions = {
  state: {
    type: 'string',
    value: 'FOLDER',
    description: 'state folder of the local stack (default: .local); ignored if VOICE_API_URL is set',
  },
} as const satisfies OptionSpecs;

/** Options of the commands that access the AWS resources of a deployment. */
export const deploymentOptions = {
  stack: {
    type: 'string',
    value: 'NAME',
    description:
      'CloudFormation stack, accessed with the ambient AWS credentials and region (default: the local stack)',
  },
  state: {
    type: 'string',
    value: 'FOLDER',
    description: 'state folder of the local stack (default: .local)',
  },
} as const satisfies OptionSpecs;

/** The option of the commands that list records. */
export const changedSinceOption = {
  'changed-since': {
    type: 'string',
    value: 'TIME',
    description: 'only what has changed since this time in UTC, in no particular order',
  },
} as const satisfies OptionSpecs;

export const jsonOption = {
  json: { type: 'boolean', description: 'print the result as JSON' },
} as const satisfies OptionSpecs;
