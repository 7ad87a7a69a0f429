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
    options: { ...jsonOption, ...connectionOptions },
    examples: [
      {
        command: 'voice audition choose 01K5ZJ0AAAAAAAAAAAAAAAAAAA 01K5ZJ0BBBBBBBBBBBBBBBBBBB',
        description: 'keeps the second voice',
      },
    ],
  },
  async ({ values, arguments: [auditionId = '', voiceId = ''] }, terminal) => {
    const audition = await connect(terminal, values.state).auditions.choose(auditionId, voiceId);
    if (values.json) terminal.printJson(audition);
    else terminal.printLines(auditionDetails(terminal, audition));
    return exitCodes.success;
  },
);
