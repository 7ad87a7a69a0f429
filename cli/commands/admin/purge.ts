import { type Command, command, duration } from '../../command/command.ts';
import { jsonOption } from '../../deployment/connect.ts';
import { deploymentOptions } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { workflowCommand } from './workflow-command.ts';

const description = {
  name: 'admin purge',
  summary:
    'starts the scheduled purge now: removes voices whose purge time has come, at the provider and here',
  details: [
    'A run takes the oldest first and goes on until nothing is due. What fails is taken up by the next run; the exit code',
    'is then 1. --all empties the provider of every voice of the deployment, for use before it is destroyed: it switches',
    'creates off and leaves them off, deletes all voices, and purges them. Nothing brings them back.',
  ],
  examples: [
    { command: 'voice admin purge --dry-run --stack VoiceDesign', says: 'which voices would be removed' },
    { command: 'voice admin purge --stack VoiceDesign', says: 'removes them, and counts' },
    {
      command: 'voice admin purge --all --yes --stack VoiceDesign',
      says: 'removes every voice for good, before cdk destroy',
    },
  ],
} as const;

const allOptions = {
  all: { type: 'boolean', says: 'every voice of the deployment, whatever its status' },
  yes: { type: 'boolean', says: 'with --all: do it; without it, --all only counts' },
} as const;

const scheduled = workflowCommand({ machine: 'PurgeVoicesStateMachineArn', ...description });

const everything = command(
  {
    ...description,
    usage: ['--all [--yes] [options]'],
    options: {
      ...allOptions,
      timeout: { type: 'string', value: 'TIME', says: 'give up after 90s, 10m, 2h (30m)' },
      ...jsonOption,
      ...deploymentOptions,
    },
  },
  async ({ values }, terminal) => {
    const timeoutMs = duration('timeout', values.timeout ?? '30m');
    const { deployment } = await import('../../deployment/deployment.ts');
    const { countAll, purgeAll } = await import('../../admin/purge-all.ts');
    const where = await deployment(terminal, values);
    if (!values.yes) {
      const count = await countAll(where);
      throw new UsageError(`${where.name} has ${count} voices; --all --yes removes them for good`);
    }
    const result = await purgeAll(where, timeoutMs, ({ left, purged }) =>
      terminal.draw([`admin purge --all  ${purged} purged  ${left} left`]),
    );
    terminal.clear();
    if (values.json) terminal.printJson(result);
    else {
      terminal.print(`purged: ${result.purged}`);
      for (const [status, count] of Object.entries(result.left)) terminal.print(`left ${status}: ${count}`);
      terminal.tell('Creates stay switched off: voice admin switch creates on');
    }
    return Object.keys(result.left).length > 0 ? exitCodes.unexpected : exitCodes.done;
  },
);

export const purgeCommand: Command = {
  ...scheduled,
  usage: [...scheduled.usage, ...everything.usage],
  options: { ...scheduled.options, ...allOptions },
  run: (args, terminal) => (args.includes('--all') ? everything : scheduled).run(args, terminal),
};
