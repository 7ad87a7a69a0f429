import { workflowCommand } from '../../admin/workflow-command.ts';

export const purgeCommand = workflowCommand({
  machine: 'PurgeVoicesStateMachineArn',
  name: 'admin purge',
  summary:
    'starts the scheduled purge now: removes voices whose purge time has come, at the provider and here',
  details: [
    'A run has a bound, and takes the oldest first. What fails is taken up by the next run; the exit code is then 1.',
  ],
  examples: [
    { command: 'voice admin purge --dry-run --stack VoiceDesign', says: 'which voices would be removed' },
    { command: 'voice admin purge --stack VoiceDesign', says: 'removes them, and counts' },
  ],
});
