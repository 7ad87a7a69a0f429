import { command } from '../command.ts';
import { connect, connectionOptions, jsonOption } from '../connection.ts';
import { exitCodes } from '../exit-codes.ts';
import { voiceCard } from '../voice-text.ts';

export const getCommand = command(
  {
    name: 'get',
    summary: 'shows a voice, with the model and the voice to use in a synthesis call',
    usage: ['VOICE_ID [options]'],
    argument: { name: 'VOICE_ID', says: 'as create and list show it', least: 1, most: 1 },
    options: { ...jsonOption, ...connectionOptions },
    examples: [
      { command: 'voice get 01K5ZJ0AAAAAAAAAAAAAAAAAAA', says: 'everything about one voice' },
      {
        command: 'voice get 01K5ZJ0AAAAAAAAAAAAAAAAAAA --json | jq .use',
        says: 'the model and the voice of a synthesis call, for a script',
      },
    ],
  },
  async ({ values, arguments: [voiceId = ''] }, terminal) => {
    const voice = await connect(terminal, values.state).get(voiceId);
    if (values.json) terminal.printJson(voice);
    else for (const line of voiceCard(terminal, voice)) terminal.print(line);
    return exitCodes.done;
  },
);
