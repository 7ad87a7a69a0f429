import type { ArgumentSpec } from '../../core/define-command.ts';

export const auditionIdArgument: ArgumentSpec = {
  name: 'AUDITION_ID',
  description: 'audition id, as audition create and audition list print it',
  min: 1,
  max: 1,
};
