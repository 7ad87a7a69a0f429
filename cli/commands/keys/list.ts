import { defineCommand } from '../../core/define-command.ts';
import { deploymentOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { type Column, tableLines } from '../../output/table.ts';

export const listKeysCommand = defineCommand(
  {
    name: 'keys list',
    summary: 'lists the ids, owners and scopes of a deployment’s keys, but not the keys',
    usage: ['[options]'],
    options: { ...jsonOption, ...deploymentOptions },
    examples: [
      { command: 'voice keys list', description: 'lists the keys of the local stack' },
      { command: 'voice keys list --stack VoiceDesign', description: 'lists the keys of a deployment' },
    ],
  },
  async ({ values }, terminal) => {
    const { openKeys } = await import('../../keys/open-keys.ts');
    const { keys } = await openKeys(terminal, values);
    const rows = await keys.list();
    if (values.json) terminal.printJson(rows);
    else {
      const columns: Column<(typeof rows)[number]>[] = [
        { title: 'KEY ID', text: ({ keyId }) => keyId },
        { title: 'SCOPES', text: ({ scopes }) => scopes.join(',') },
        { title: 'CREATED', text: ({ createdAt }) => createdAt.slice(0, 10), hideRank: 1 },
        { title: 'OWNER', text: ({ owner }) => owner },
      ];
      terminal.printLines(tableLines(rows, columns, terminal.columns));
    }
    return exitCodes.success;
  },
);
