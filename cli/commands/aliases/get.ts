import { defineCommand } from '../../core/define-command.ts';
import { connect } from '../../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { aliasDetails } from '../../output/alias-text.ts';
import { aliasArgument } from './arguments.ts';

export const getAliasCommand = defineCommand(
  {
    name: 'alias get',
    summary: 'shows the voice of an alias, its history, and the parameters of a synthesis call',
    usage: ['ALIAS [options]'],
    argument: aliasArgument,
    options: { ...jsonOption, ...connectionOptions },
    examples: [
      {
        command: 'voice alias get narrator --json | jq .use',
        description: 'prints the parameters of a synthesis call',
      },
    ],
  },
  async ({ values, arguments: [alias = ''] }, terminal) => {
    const found = await connect(terminal, values.state).aliases.get(alias);
    if (values.json) terminal.printJson(found);
    else terminal.printLines(aliasDetails(terminal, found));
    return exitCodes.success;
  },
);
