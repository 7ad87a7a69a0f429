import { deploymentOptions } from '../../aws/options.ts';
import { command } from '../../command.ts';
import { jsonOption } from '../../connection.ts';
import { exitCodes } from '../../exit-codes.ts';
import { tableLines } from '../../table.ts';

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
    const { secret } = await openKeys(terminal, values);
    const entries = (await secret.entries()).map(({ id, owner, scopes }) => ({ id, owner, scopes }));
    if (values.json) terminal.printJson(entries);
    else {
      const columns = [
        { title: 'KEY ID', text: ({ id }: (typeof entries)[number]) => id },
        { title: 'SCOPES', text: ({ scopes }: (typeof entries)[number]) => scopes.join(',') },
        { title: 'OWNER', text: ({ owner }: (typeof entries)[number]) => owner },
      ];
      for (const line of tableLines(entries, columns, terminal.columns)) terminal.print(line);
    }
    return exitCodes.done;
  },
);
