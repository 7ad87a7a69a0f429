import { command } from '../../command/command.ts';
import { jsonOption } from '../../deployment/connect.ts';
import { deploymentOptions } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { type Column, tableLines } from '../../output/table.ts';

export const listKeysCommand = command(
  {
    name: 'keys list',
    summary: 'lists the keys of a deployment: whose they are and what they may, never the keys',
    usage: ['[options]'],
    options: { ...jsonOption, ...deploymentOptions },
    examples: [
      { command: 'voice keys list', says: 'of the local stack' },
      { command: 'voice keys list --stack VoiceDesign', says: 'of a deployment' },
    ],
  },
  async ({ values }, terminal) => {
    const { openKeys } = await import('../../keys/open-keys.ts');
    const { keys } = await openKeys(terminal, values);
    const listed = await keys.list();
    if (values.json) terminal.printJson(listed);
    else {
      const columns: Column<(typeof listed)[number]>[] = [
        { title: 'KEY ID', text: ({ keyId }) => keyId },
        { title: 'SCOPES', text: ({ scopes }) => scopes.join(',') },
        { title: 'CREATED', text: ({ createdAt }) => createdAt.slice(0, 10), hides: 1 },
        { title: 'OWNER', text: ({ owner }) => owner },
      ];
      for (const line of tableLines(listed, columns, terminal.columns)) terminal.print(line);
    }
    return exitCodes.done;
  },
);
