import { type Command, defineCommand } from '../../core/define-command.ts';
import { parseDuration } from '../../core/option-values.ts';
import { deploymentOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { workflowCommand } from './workflow-command.ts';

const description = {
  name: 'admin purge',
  summary: 'starts the scheduled purge now, which removes the due voices permanently',
  details: [
    'A run removes the oldest voices first, until no voice is due. If some voices fail, the exit code is 1, and the next run',
    'retries them. --all removes every voice of the deployment from the provider, for use before the deployment is',
    'destroyed. It switches creates off and leaves them off, deletes all voices, and purges them. It cannot be undone.',
  ],
  examples: [
    {
      command: 'voice admin purge --dry-run --stack VoiceDesign',
      description: 'lists the voices that are due',
    },
    { command: 'voice admin purge --stack VoiceDesign', description: 'removes them' },
    {
      command: 'voice admin purge --all --yes --stack VoiceDesign',
      description: 'permanently removes every voice, before cdk destroy',
    },
  ],
} as const;

const purgeAllOptions = {
  all: { type: 'boolean', description: 'remove every voice of the deployment, with any status' },
  yes: { type: 'boolean', description: 'confirm --all, which otherwise only counts the voices' },
} as const;

const scheduledPurge = workflowCommand({ machineOutput: 'PurgeVoicesStateMachineArn', ...description });

const purgeEverything = defineCommand(
  {
    ...description,
    usage: ['--all [--yes] [options]'],
    options: {
      ...purgeAllOptions,
      timeout: {
        type: 'string',
        value: 'TIME',
        description: 'stop after this time, such as 90s, 10m or 2h (default: 30m)',
      },
      ...jsonOption,
      ...deploymentOptions,
    },
  },
  async ({ values }, terminal) => {
    const timeoutMs = parseDuration('--timeout', values.timeout ?? '30m');
    const { findDeployment } = await import('../../deployment/find-deployment.ts');
    const { countAll, purgeAll } = await import('../../admin/purge-all.ts');
    const deployment = await findDeployment(terminal, values);
    if (!values.yes) {
      const count = await countAll(deployment);
      throw new UsageError(`${deployment.name} has ${count} voices; --all --yes removes them permanently`);
    }
    const result = await purgeAll(deployment, timeoutMs, ({ left, purged }) =>
      terminal.draw([`admin purge --all  ${purged} purged  ${left} left`]),
    );
    terminal.clear();
    if (values.json) terminal.printJson(result);
    else {
      terminal.print(`purged: ${result.purged}`);
      for (const [status, count] of Object.entries(result.left)) terminal.print(`left ${status}: ${count}`);
      terminal.report('Creates remain switched off. Switch them on with voice admin switch creates on.');
    }
    return Object.keys(result.left).length > 0 ? exitCodes.unexpected : exitCodes.success;
  },
);

export const purgeCommand: Command = {
  ...scheduledPurge,
  usage: [...scheduledPurge.usage, ...purgeEverything.usage],
  options: { ...scheduledPurge.options, ...purgeAllOptions },
  run: (args, terminal) => (args.includes('--all') ? purgeEverything : scheduledPurge).run(args, terminal),
};
