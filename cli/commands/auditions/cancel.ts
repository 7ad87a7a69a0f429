import { defineCommand } from '../../core/define-command.ts';
import { connect } from '../../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { auditionDetails } from '../../output/audition-text.ts';
import { auditionIdArgument } from './arguments.ts';

export const cancelAuditionCommand = defineCommand(
  {
    name: 'audition cancel',
    summary: 'cancels an audition and deletes all its candidates',
    usage: ['AUDITION_ID [options]'],
    argument: auditionIdArgument,
    options: { ...jsonOption, ...connectionOptions },
    examples: [
      {
        command: 'voice audition cancel 01K5ZJ0AAAAAAAAAAAAAAAAAAA',
        description: 'deletes the candidates, each of which can be restored for a while',
      },
    ],
  },
  async ({ values, arguments: [auditionId = ''] }, terminal) => {
    const audition = await connect(terminal, values.state).auditions.cancel(auditionId);
    if (values.json) terminal.printJson(audition);
    else terminal.printLines(auditionDetails(terminal, audition));
    return exitCodes.success;
  },
);
