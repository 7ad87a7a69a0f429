import type { ArgumentSpec } from '../core/define-command.ts';

export const voiceIdArgument: ArgumentSpec = {
  name: 'VOICE_ID',
  description: 'voice id, as create and list print it',
  min: 1,
  max: 1,
};

export const voiceIdsArgument: ArgumentSpec = {
  name: 'VOICE_ID',
  description: 'one or more voice ids, as create and list print them',
  min: 1,
  max: 1_000,
};
