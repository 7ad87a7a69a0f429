import { defineCommand } from '../../core/define-command.ts';
import { connect } from '../../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { aliasDetails } from '../../output/alias-text.ts';
import { ifVersionOption, parseIfVersion } from './arguments.ts';

export const setAliasCommand = defineCommand(
  {
    name: 'alias set',
    summary: 'points an alias at a voice, which then cannot be deleted',
    usage: ['ALIAS VOICE_ID [options]'],
    argument: {
      name: 'ALIAS and VOICE_ID',
      description: 'name of 1 to 63 lower-case letters, digits and dashes, and the id of a voice that is OK',
      min: 2,
      max: 2,
    },
    options: { ...ifVersionOption, ...jsonOption, ...connectionOptions },
    examples: [
      {
        command: 'voice alias set narrator 01K5ZJ0AAAAAAAAAAAAAAAAAAA',
        description: 'creates or moves the alias',
      },
    ],
  },
  async ({ values, arguments: [alias = '', voiceId = ''] }, terminal) => {
    const { aliases } = connect(terminal, values.state);
    const set = await aliases.set(alias, voiceId, parseIfVersion(values['if-version']));
    if (values.json) terminal.printJson(set);
    else terminal.printLines(aliasDetails(terminal, set));
    return exitCodes.success;
  },
);
