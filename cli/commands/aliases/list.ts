import type { Aliases } from '../../../client/index.ts';
import type { DeletedAlias, ListedAlias } from '../../../client/types.ts';
import { defineCommand } from '../../core/define-command.ts';
import { parseWholeNumber } from '../../core/option-values.ts';
import { connect } from '../../deployment/connect.ts';
import { changedSinceOption, connectionOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { aliasColumns } from '../../output/alias-text.ts';
import { tableLines } from '../../output/table.ts';

const maxPageSize = 100;

export const listAliasesCommand = defineCommand(
  {
    name: 'alias list',
    summary: 'lists aliases in alphabetical order',
    usage: ['[options]'],
    options: {
      ...changedSinceOption,
      limit: { type: 'string', value: 'N', description: 'maximum number of aliases (default: 100)' },
      ...jsonOption,
      ...connectionOptions,
    },
    examples: [
      { command: 'voice alias list', description: 'lists aliases with their voices' },
      {
        command: 'voice alias list --changed-since 2026-11-29T08:00:00Z',
        description: 'lists the aliases that were moved or deleted since then',
      },
    ],
  },
  async ({ values }, terminal) => {
    const limit = parseWholeNumber('--limit', values.limit ?? '100', 1, 1_000_000);
    const { aliases } = connect(terminal, values.state);
    const { changed, deleted } = await readAliases(aliases, values['changed-since'], limit);
    if (values.json) {
      terminal.printJson([...changed, ...deleted.map((one) => ({ ...one, voiceId: null }))]);
    } else if (changed.length + deleted.length > 0) {
      if (changed.length > 0)
        terminal.printLines(tableLines(changed, aliasColumns(terminal, Date.now()), terminal.columns));
      terminal.printLines(deleted.map(({ alias, version }) => `${alias} was deleted in version ${version}.`));
    } else terminal.report('No aliases.');
    return exitCodes.success;
  },
);

/** Reads pages until the limit. The limit counts deleted aliases too. */
async function readAliases(aliases: Aliases, changedSince: string | undefined, limit: number) {
  const changed: ListedAlias[] = [];
  const deleted: DeletedAlias[] = [];
  let cursor: string | undefined;
  do {
    const rest = limit - changed.length - deleted.length;
    const options = { limit: Math.min(rest, maxPageSize), cursor };
    const page = await aliases.listPage({ changedSince }, options);
    changed.push(...page.aliases.slice(0, rest));
    deleted.push(...page.deleted.slice(0, Math.max(0, rest - page.aliases.length)));
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined && changed.length + deleted.length < limit);
  return { changed, deleted };
}
