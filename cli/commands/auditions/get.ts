import { defineCommand } from '../../core/define-command.ts';
import { connect } from '../../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { auditionDetails } from '../../output/audition-text.ts';
import { auditionIdArgument } from './arguments.ts';

export const getAuditionCommand = defineCommand(
  {
    name: 'audition get',
    summary: 'shows an audition and its candidates',
    usage: ['AUDITION_ID [options]'],
    argument: auditionIdArgument,
    options: { ...jsonOption, ...connectionOptions },
    examples: [
      {
        command: 'voice audition get 01K5ZJ0AAAAAAAAAAAAAAAAAAA',
        description: 'shows the status of each candidate',
      },
    ],
  },
  async ({ values, arguments: [auditionId = ''] }, terminal) => {
    const audition = await connect(terminal, values.state).auditions.get(auditionId);
    if (values.json) terminal.printJson(audition);
    else terminal.printLines(auditionDetails(terminal, audition));
    return exitCodes.success;
  },
);
