import { defineCommand } from '../../core/define-command.ts';
import { connect } from '../../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { auditionDetails } from '../../output/audition-text.ts';

export const chooseCandidateCommand = defineCommand(
  {
    name: 'audition choose',
    summary: 'keeps a candidate and deletes the others; another choice later restores its voice',
    usage: ['AUDITION_ID VOICE_ID [options]'],
    argument: {
      name: 'AUDITION_ID and VOICE_ID',
      description: 'audition id, and the id of one of its candidates',
      min: 2,
      max: 2,
    },
    options: {
      alias: {
        type: 'string',
        value: 'ALIAS',
        description: 'alias to point at the voice (default: the alias of the audition, if it has one)',
      },
      ...jsonOption,
      ...connectionOptions,
    },
    examples: [
      {
        command: 'voice audition choose 01K5ZJ0AAAAAAAAAAAAAAAAAAA 01K5ZJ0BBBBBBBBBBBBBBBBBBB',
        description: 'keeps the second voice',
      },
      {
        command:
          'voice audition choose 01K5ZJ0AAAAAAAAAAAAAAAAAAA 01K5ZJ0BBBBBBBBBBBBBBBBBBB --alias narrator',
        description: 'keeps the second voice and points the alias narrator at it',
      },
    ],
  },
  async ({ values, arguments: [auditionId = '', voiceId = ''] }, terminal) => {
    const { alias } = values;
    const { auditions } = connect(terminal, values.state);
    const audition = await auditions.choose(auditionId, voiceId, { ...(alias !== undefined && { alias }) });
    if (values.json) terminal.printJson(audition);
    else terminal.printLines(auditionDetails(terminal, audition));
    return exitCodes.success;
  },
);
