import { command } from '../command/command.ts';
import { connect, connectionOptions, jsonOption } from '../deployment/connect.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { voiceCard } from '../output/voice-text.ts';

export const getCommand = command(
  {
    name: 'get',
    summary: 'shows a voice, with the model and the voice to use in a synthesis call',
    usage: ['VOICE_ID [options]'],
    argument: { name: 'VOICE_ID', says: 'as create and list show it', least: 1, most: 1 },
    options: {
      refresh: { type: 'boolean', says: 'ask the provider too, and show what it says; changes nothing' },
      ...jsonOption,
      ...connectionOptions,
    },
    examples: [
      { command: 'voice get 01K5ZJ0AAAAAAAAAAAAAAAAAAA', says: 'everything about one voice' },
      {
        command: 'voice get 01K5ZJ0AAAAAAAAAAAAAAAAAAA --json | jq .use',
        says: 'the model and the voice of a synthesis call, for a script',
      },
    ],
  },
  async ({ values, arguments: [voiceId = ''] }, terminal) => {
    const client = connect(terminal, values.state);
    const voice = values.refresh ? await client.refresh(voiceId) : await client.get(voiceId);
    if (values.json) terminal.printJson(voice);
    else for (const line of voiceCard(terminal, voice)) terminal.print(line);
    return exitCodes.done;
  },
);
