import { workflowCommand } from './workflow-command.ts';

export const reconcileCommand = workflowCommand({
  machineOutput: 'ReconcileVoicesStateMachineArn',
  name: 'admin reconcile',
  summary: 'starts the scheduled reconciliation now, which compares the provider’s lists with the records',
  details: [
    'The reconciliation restarts stalled workflows, sends unpublished events, adopts voices whose creation was not recorded,',
    'and expires records whose voice no longer exists. The command prints the counts of each list. The exit code is 1 if a',
    'list could not be read, a voice failed, or an event could not be published; the next run retries these. A record whose',
    'voice is missing is kept and counted as heldBack if the absence is not proved, or if too many are missing at once.',
  ],
  confirmation: {
    option: 'confirm-missing',
    input: 'confirmMissing',
    description: 'expire the missing voices of every list that holds back exactly N',
  },
  examples: [
    {
      command: 'voice admin reconcile --dry-run --stack VoiceDesign',
      description: 'reads the lists and prints what would change',
    },
    {
      command: "voice admin reconcile --json | jq '.lists[] | {family, scope, used: .report.used}'",
      description: 'prints the number of voices in each list',
    },
  ],
});
