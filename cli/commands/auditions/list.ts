import type { AuditionFilter } from '../../../client/index.ts';
import type { ListedAuditionView } from '../../../client/types.ts';
import { auditionStatuses } from '../../core/choices.ts';
import { defineCommand } from '../../core/define-command.ts';
import { parseChoice, parseLabel, parseWholeNumber } from '../../core/option-values.ts';
import { connect } from '../../deployment/connect.ts';
import { changedSinceOption, connectionOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { auditionColumns } from '../../output/audition-text.ts';
import { tableLines } from '../../output/table.ts';

const maxPageSize = 100;

export const listAuditionsCommand = defineCommand(
  {
    name: 'audition list',
    summary: 'lists auditions, newest first',
    usage: ['[options]'],
    options: {
      status: {
        type: 'string',
        value: 'STATUS',
        choices: auditionStatuses,
        description: auditionStatuses.join(', '),
      },
      label: { type: 'string', value: 'KEY:VALUE', description: 'label of the voices' },
      'created-by': {
        type: 'string',
        value: 'OWNER',
        description: 'owner of the API key that requested the audition, or event:SOURCE',
      },
      ...changedSinceOption,
      limit: { type: 'string', value: 'N', description: 'maximum number of auditions (default: 20)' },
      ...jsonOption,
      ...connectionOptions,
    },
    examples: [
      {
        command: 'voice audition list --status READY',
        description: 'lists the auditions that wait for a choice',
      },
    ],
  },
  async ({ values }, terminal) => {
    const filter: AuditionFilter = {
      status: parseChoice('--status', values.status, auditionStatuses),
      createdBy: values['created-by'],
      label: values.label === undefined ? undefined : parseLabel(values.label),
      changedSince: values['changed-since'],
    };
    const limit = parseWholeNumber('--limit', values.limit ?? '20', 1, 1_000_000);
    const { auditions } = connect(terminal, values.state);
    const found: ListedAuditionView[] = [];
    for await (const audition of auditions.list(filter, { limit: Math.min(limit, maxPageSize) })) {
      found.push(audition);
      if (found.length === limit) break;
    }
    if (values.json) terminal.printJson(found);
    else if (found.length > 0)
      terminal.printLines(tableLines(found, auditionColumns(terminal, Date.now()), terminal.columns));
    else terminal.report('No auditions.');
    return exitCodes.success;
  },
);
