import type { VoiceFilter } from '../../client/index.ts';
import type { VoiceView } from '../../client/types.ts';
import { command, label, oneOf, wholeNumber } from '../command/command.ts';
import { connect, connectionOptions, jsonOption } from '../deployment/connect.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { tableLines } from '../output/table.ts';
import { families, scopes, statuses, voiceColumns } from '../output/voice-text.ts';

const largestPage = 100;

export const listCommand = command(
  {
    name: 'list',
    summary: 'lists voices, newest first',
    usage: ['[options]'],
    details: ['A voice has to meet all the filters that are given.'],
    options: {
      status: { type: 'string', value: 'STATUS', choices: statuses, says: statuses.join(', ') },
      family: { type: 'string', value: 'FAMILY', choices: families, says: families.join(', ') },
      scope: { type: 'string', value: 'SCOPE', choices: scopes, says: scopes.join(', ') },
      'target-model': { type: 'string', value: 'MODEL', says: 'the whole name of a model' },
      'created-by': { type: 'string', value: 'OWNER', says: 'the owner of the key, or event:SOURCE' },
      label: { type: 'string', value: 'KEY:VALUE', says: 'a label that the voice has' },
      limit: { type: 'string', value: 'N', says: 'at most so many (20)' },
      all: { type: 'boolean', says: 'however many there are' },
      ...jsonOption,
      ...connectionOptions,
    },
    examples: [
      { command: 'voice list', says: 'the newest 20' },
      { command: 'voice list --status OK --label project:audiobook', says: 'what can be used in a project' },
      { command: "voice list --all --json | jq -r '.[].voiceId'", says: 'all ids, for a script' },
    ],
  },
  async ({ values }, terminal) => {
    const filter: VoiceFilter = {
      status: oneOf('status', values.status, statuses),
      family: oneOf('family', values.family, families),
      scope: oneOf('scope', values.scope, scopes),
      targetModel: values['target-model'],
      createdBy: values['created-by'],
      label: values.label === undefined ? undefined : label(values.label),
    };
    const asked = wholeNumber('limit', values.limit ?? '20', 1, 1_000_000);
    const limit = values.all ? Number.POSITIVE_INFINITY : asked;
    const client = connect(terminal, values.state);
    const voices: VoiceView[] = [];
    let more = false;
    // One beyond the limit tells whether there are more.
    for await (const voice of client.listVoices(filter, { limit: Math.min(limit + 1, largestPage) })) {
      more = voices.length >= limit;
      if (more) break;
      voices.push(voice);
    }
    if (values.json) terminal.printJson(voices);
    else if (voices.length > 0) {
      const lines = tableLines(voices, voiceColumns(terminal, Date.now()), terminal.columns);
      for (const line of lines) terminal.print(line);
    } else terminal.tell('No voices.');
    if (more) terminal.tell(`The newest ${limit}; there are more (--limit N, --all).`);
    return exitCodes.done;
  },
);
