import type { RestoreCounts } from '../../admin/restore-items.ts';
import { defineCommand } from '../../core/define-command.ts';
import { deploymentOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { RefusedInputError } from '../../errors/refused-input-error.ts';
import { UsageError } from '../../errors/usage-error.ts';

export const restoreItemsCommand = defineCommand(
  {
    name: 'admin restore-items',
    summary: 'copies missing items into the table from an older copy of it',
    usage: ['--from TABLE [options]'],
    details: [
      'TABLE is a table that point-in-time recovery or a backup has created in the same account and region. An item that the',
      'deployment’s table has is not changed. Voices that were being created at the time of the copy are restored as FAILED,',
      'so that no second create is sent for them. The command is safe to repeat. Both switches must be off.',
    ],
    options: {
      from: { type: 'string', value: 'TABLE', description: 'the name of the copy' },
      'with-keys': {
        type: 'boolean',
        description: 'also restore API keys. Keys that were revoked after the copy are valid again',
      },
      'dry-run': { type: 'boolean', description: 'only count the items' },
      ...jsonOption,
      ...deploymentOptions,
    },
    examples: [
      {
        command: 'voice admin restore-items --from voices-copy --dry-run --stack VoiceDesign',
        description: 'counts the missing items',
      },
      {
        command: 'voice admin restore-items --from voices-copy --stack VoiceDesign',
        description: 'restores them',
      },
    ],
  },
  async ({ values }, terminal) => {
    if (!values.from) throw new UsageError('--from TABLE is required: the name of the copy');
    const { findDeployment } = await import('../../deployment/find-deployment.ts');
    const { RestoreItems } = await import('../../admin/restore-items.ts');
    const { SwitchItem } = await import('../../admin/switch-item.ts');
    const deployment = await findDeployment(terminal, values);
    const { creates, deletes } = await new SwitchItem(deployment).read();
    const dryRun = values['dry-run'] ?? false;
    if (!dryRun && (creates || deletes)) {
      throw new RefusedInputError(
        'creates and deletes must be switched off first: voice admin switch creates off, voice admin switch deletes off',
      );
    }
    const counts = await RestoreItems.of(deployment, values.from).run({
      withKeys: values['with-keys'] ?? false,
      dryRun,
      now: new Date(),
    });
    if (values.json) terminal.printJson(counts);
    else for (const line of linesOf(counts, dryRun)) terminal.print(line);
    return exitCodes.success;
  },
);

function linesOf({ restored, present, beingCreated, apiKeys }: RestoreCounts, dryRun: boolean): string[] {
  return [
    `${dryRun ? 'missing' : 'restored'}: ${restored}`,
    `present: ${present}`,
    ...(beingCreated > 0
      ? [`${dryRun ? 'missing' : 'restored'} as FAILED, voices that were being created: ${beingCreated}`]
      : []),
    ...(apiKeys > 0 ? [`left out, API keys: ${apiKeys} (--with-keys restores them)`] : []),
  ];
}
