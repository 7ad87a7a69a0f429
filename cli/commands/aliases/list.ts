import type { ListedAlias } from '../../../client/types.ts';
import { defineCommand } from '../../core/define-command.ts';
import { parseWholeNumber } from '../../core/option-values.ts';
import { connect } from '../../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { aliasColumns } from '../../output/alias-text.ts';
import { tableLines } from '../../output/table.ts';

export const listAliasesCommand = defineCommand(
  {
    name: 'alias list',
    summary: 'lists aliases in alphabetical order',
    usage: ['[options]'],
    options: {
      limit: { type: 'string', value: 'N', description: 'maximum number of aliases (default: 100)' },
      ...jsonOption,
      ...connectionOptions,
    },
    examples: [{ command: 'voice alias list', description: 'lists aliases with their voices' }],
  },
  async ({ values }, terminal) => {
    const limit = parseWholeNumber('--limit', values.limit ?? '100', 1, 1_000_000);
    const found: ListedAlias[] = [];
    for await (const alias of connect(terminal, values.state).aliases.list()) {
      found.push(alias);
      if (found.length === limit) break;
    }
    if (values.json) terminal.printJson(found);
    else if (found.length > 0)
      terminal.printLines(tableLines(found, aliasColumns(terminal, Date.now()), terminal.columns));
    else terminal.report('No aliases.');
    return exitCodes.success;
  },
);
