import { defineCommand } from '../../core/define-command.ts';
import { connect } from '../../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { aliasArgument, ifVersionOption, parseIfVersion } from './arguments.ts';

export const removeAliasCommand = defineCommand(
  {
    name: 'alias remove',
    summary: 'deletes an alias; its voice stays',
    usage: ['ALIAS [options]'],
    argument: aliasArgument,
    options: { ...ifVersionOption, ...jsonOption, ...connectionOptions },
    examples: [{ command: 'voice alias remove narrator', description: 'deletes the name alone' }],
  },
  async ({ values, arguments: [alias = ''] }, terminal) => {
    const { aliases } = connect(terminal, values.state);
    const deleted = await aliases.delete(alias, parseIfVersion(values['if-version']));
    if (values.json) terminal.printJson(deleted);
    else terminal.report(`${deleted.alias} is deleted. Its voice stays.`);
    return exitCodes.success;
  },
);
