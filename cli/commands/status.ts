import { defineCommand } from '../core/define-command.ts';
import { connect } from '../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../deployment/options.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { statusLines } from '../output/status-text.ts';

export const statusCommand = defineCommand(
  {
    name: 'status',
    summary: 'shows switches, dead letters, the last scheduled runs and open reviews',
    usage: ['[options]'],
    details: [
      'The command only reads, and does not call the provider. voice doctor also checks settings and keys. BOOKED UNTIL is',
      'the time until which creates have booked slots of the provider account’s rate.',
    ],
    options: { ...jsonOption, ...connectionOptions },
    examples: [
      { command: 'voice status', description: 'shows the state of the deployment' },
      {
        command: "voice status --json | jq -e '.deadLetters.waiting == 0'",
        description: 'succeeds if no dead letter waits, for a script',
      },
    ],
  },
  async ({ values }, terminal) => {
    const status = await connect(terminal, values.state).deployment.status();
    if (values.json) terminal.printJson(status);
    else terminal.printLines(statusLines(status, Date.now(), terminal.columns));
    return exitCodes.success;
  },
);
