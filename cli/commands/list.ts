import type { VoiceFilter } from '../../client/index.ts';
import type { VoiceView } from '../../client/types.ts';
import { families, scopes, statuses } from '../core/choices.ts';
import { defineCommand } from '../core/define-command.ts';
import { parseChoice, parseLabel, parseWholeNumber } from '../core/option-values.ts';
import { connect } from '../deployment/connect.ts';
import { changedSinceOption, connectionOptions, jsonOption } from '../deployment/options.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { tableLines } from '../output/table.ts';
import { voiceColumns } from '../output/voice-text.ts';

const maxPageSize = 100;

export const listCommand = defineCommand(
  {
    name: 'list',
    summary: 'lists voices, newest first',
    usage: ['[options]'],
    details: ['With several filters, a voice must match all of them.'],
    options: {
      status: { type: 'string', value: 'STATUS', choices: statuses, description: statuses.join(', ') },
      family: { type: 'string', value: 'FAMILY', choices: families, description: families.join(', ') },
      scope: { type: 'string', value: 'SCOPE', choices: scopes, description: scopes.join(', ') },
      'target-model': { type: 'string', value: 'MODEL', description: 'complete name of a model' },
      'created-by': {
        type: 'string',
        value: 'OWNER',
        description: 'owner of the API key that requested the voice, or event:SOURCE',
      },
      label: { type: 'string', value: 'KEY:VALUE', description: 'label of the voice' },
      ...changedSinceOption,
      limit: { type: 'string', value: 'N', description: 'maximum number of voices (default: 20)' },
      all: { type: 'boolean', description: 'list all voices' },
      ...jsonOption,
      ...connectionOptions,
    },
    examples: [
      { command: 'voice list', description: 'lists the newest 20 voices' },
      {
        command: 'voice list --status OK --label project:audiobook',
        description: 'lists the usable voices of a project',
      },
      {
        command: 'voice list --changed-since 2026-11-29T08:00:00Z --all',
        description: 'lists the voices that have changed since a time, deleted ones included',
      },
      {
        command: "voice list --all --json | jq -r '.[].voiceId'",
        description: 'prints all voice ids, for a script',
      },
    ],
  },
  async ({ values }, terminal) => {
    const filter: VoiceFilter = {
      status: parseChoice('--status', values.status, statuses),
      family: parseChoice('--family', values.family, families),
      scope: parseChoice('--scope', values.scope, scopes),
      targetModel: values['target-model'],
      createdBy: values['created-by'],
      label: values.label === undefined ? undefined : parseLabel(values.label),
      changedSince: values['changed-since'],
    };
    const limitOption = parseWholeNumber('--limit', values.limit ?? '20', 1, 1_000_000);
    const limit = values.all ? Number.POSITIVE_INFINITY : limitOption;
    const client = connect(terminal, values.state);
    const voices: VoiceView[] = [];
    let hasMore = false;
    // One voice beyond the limit shows whether there are more.
    for await (const voice of client.listVoices(filter, { limit: Math.min(limit + 1, maxPageSize) })) {
      hasMore = voices.length >= limit;
      if (hasMore) break;
      voices.push(voice);
    }
    if (values.json) terminal.printJson(voices);
    else if (voices.length > 0) {
      const lines = tableLines(voices, voiceColumns(terminal, Date.now(), voices), terminal.columns);
      terminal.printLines(lines);
    } else terminal.report('No voices.');
    const shown = values['changed-since'] === undefined ? `the newest ${limit}` : limit;
    if (hasMore) terminal.report(`Only ${shown} are shown. Use --limit N or --all for more.`);
    return exitCodes.success;
  },
);
