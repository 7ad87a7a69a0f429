import { workflowCommand } from './workflow-command.ts';

export const reconcileCommand = workflowCommand({
  machine: 'ReconcileVoicesStateMachineArn',
  name: 'admin reconcile',
  summary:
    'starts the scheduled reconciliation now: compares the provider’s lists with the records, both ways',
  details: [
    'What stands still goes on, events that were not announced are sent again, what was made without our knowing is',
    'adopted, what the provider no longer has expires. Shows what was counted, a list each. The exit code is 1 if a list',
    'could not be read, something failed with single voices, or their events were not taken; the next run does that again.',
    'Voices that are missing without proof that they are gone, or too many at once, are counted as heldBack and kept.',
  ],
  confirmation: {
    option: 'confirm-missing',
    input: 'confirmMissing',
    says: 'expire the missing voices of each list that holds back exactly N of them',
  },
  examples: [
    {
      command: 'voice admin reconcile --dry-run --stack VoiceDesign',
      says: 'what it would do; the lists are read all the same',
    },
    {
      command: "voice admin reconcile --json | jq '.lists[] | {family, scope, used: .report.used}'",
      says: 'counts the voices of each list now',
    },
  ],
});
