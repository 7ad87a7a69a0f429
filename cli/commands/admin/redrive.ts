import { command, wholeNumber } from '../../command/command.ts';
import { jsonOption } from '../../deployment/connect.ts';
import { deploymentOptions } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { tableLines } from '../../output/table.ts';

export const redriveCommand = command(
  {
    name: 'admin redrive',
    summary: 'brings what waits in the dead-letter queues back to where it belongs',
    usage: ['[options]'],
    details: [
      'A failed invocation goes to its function again, an event to its target, what a consumer left to its queue. Safe to',
      'repeat; what fails anew comes back. Look for the cause first: docs/operations.md has an article an alarm.',
    ],
    options: {
      'dry-run': { type: 'boolean', says: 'only tell how many messages wait where' },
      limit: { type: 'string', value: 'N', says: 'at most so many of each queue (1000)' },
      ...jsonOption,
      ...deploymentOptions,
    },
    examples: [
      { command: 'voice admin redrive --dry-run --stack VoiceDesign', says: 'what waits' },
      { command: 'voice admin redrive --stack VoiceDesign', says: 'brings it back' },
    ],
  },
  async ({ values }, terminal) => {
    const limit = wholeNumber('limit', values.limit ?? '1000', 1, 1_000_000);
    const { deployment } = await import('../../deployment/deployment.ts');
    const { DeadLetters, queueName } = await import('../../admin/dead-letters.ts');
    const letters = new DeadLetters(await deployment(terminal, values));
    const rows: { queue: string; [count: string]: string | number }[] = [];
    for (const url of letters.urls) {
      if (values['dry-run']) rows.push({ queue: queueName(url), waiting: await letters.waiting(url) });
      else rows.push({ ...(await letters.redrive(url, limit)) });
    }
    if (values.json) terminal.printJson(rows);
    else {
      const counts = values['dry-run'] ? ['waiting'] : ['moved', 'left'];
      const columns = ['queue', ...counts].map((name) => ({
        title: name.toUpperCase(),
        text: (row: (typeof rows)[number]) => String(row[name]),
      }));
      for (const line of tableLines(rows, columns, terminal.columns)) terminal.print(line);
    }
    return exitCodes.done;
  },
);
