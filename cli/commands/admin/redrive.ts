import { defineCommand } from '../../core/define-command.ts';
import { parseWholeNumber } from '../../core/option-values.ts';
import { deploymentOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { tableLines } from '../../output/table.ts';

export const redriveCommand = defineCommand(
  {
    name: 'admin redrive',
    summary: 'sends the messages of the dead-letter queues back to their destinations',
    usage: ['[options]'],
    details: [
      'A failed invocation returns to its function, an undelivered event to its target, and a message that a consumer failed',
      'to process to its queue. The command is safe to repeat. A message that fails again returns to its dead-letter queue.',
      'Find the cause first: docs/operations.md has a section for each alarm.',
    ],
    options: {
      'dry-run': { type: 'boolean', description: 'only count the messages' },
      limit: {
        type: 'string',
        value: 'N',
        description: 'maximum number of messages from each queue (default: 1000)',
      },
      ...jsonOption,
      ...deploymentOptions,
    },
    examples: [
      { command: 'voice admin redrive --dry-run --stack VoiceDesign', description: 'counts the messages' },
      { command: 'voice admin redrive --stack VoiceDesign', description: 'sends them back' },
    ],
  },
  async ({ values }, terminal) => {
    const limit = parseWholeNumber('--limit', values.limit ?? '1000', 1, 1_000_000);
    const { findDeployment } = await import('../../deployment/find-deployment.ts');
    const { DeadLetters, queueName } = await import('../../admin/dead-letters.ts');
    const deadLetters = new DeadLetters(await findDeployment(terminal, values));
    const rows: { queue: string; [count: string]: string | number }[] = [];
    for (const url of deadLetters.urls) {
      if (values['dry-run']) rows.push({ queue: queueName(url), waiting: await deadLetters.count(url) });
      else rows.push({ ...(await deadLetters.redrive(url, limit)) });
    }
    if (values.json) terminal.printJson(rows);
    else {
      const counts = values['dry-run'] ? ['waiting'] : ['moved', 'left'];
      const columns = ['queue', ...counts].map((name) => ({
        title: name.toUpperCase(),
        text: (row: (typeof rows)[number]) => String(row[name]),
      }));
      terminal.printLines(tableLines(rows, columns, terminal.columns));
    }
    return exitCodes.success;
  },
);
