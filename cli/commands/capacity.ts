import type { Capacity } from '../../client/types.ts';
import { defineCommand } from '../core/define-command.ts';
import { connect } from '../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../deployment/options.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { type Column, tableLines } from '../output/table.ts';
import { formatAge } from '../output/text.ts';

export const capacityCommand = defineCommand(
  {
    name: 'capacity',
    summary: 'shows how many voices the provider account holds and may hold',
    usage: ['[options]'],
    details: [
      'USED is the number of voices in the provider’s list at the last count, including voices of other users of the account.',
      'IN FLIGHT is the number of places reserved in addition, for voices in creation at the count and for later requests. A',
      'request is refused when both together reach LIMIT. The command does not call the provider. The limit of cosyvoice',
      'covers CosyVoice, Qwen-Audio-TTS and Qwen-Audio-Realtime voices together, including clones.',
    ],
    options: { ...jsonOption, ...connectionOptions },
    examples: [
      { command: 'voice capacity', description: 'shows every list of the deployment' },
      {
        command: "voice capacity --json | jq '.[] | select(.used != null) | .limit - .used - .inFlight'",
        description: 'prints the number of free places, for a script',
      },
    ],
  },
  async ({ values }, terminal) => {
    const lists = await connect(terminal, values.state).capacity();
    if (values.json) terminal.printJson(lists);
    else terminal.printLines(tableLines(lists, columns(Date.now()), terminal.columns));
    return exitCodes.success;
  },
);

function columns(now: number): Column<Capacity>[] {
  const formatCount = (count: number | null) => (count === null ? '-' : String(count));
  return [
    { title: 'FAMILY', text: ({ family }) => family },
    { title: 'SCOPE', text: ({ scope }) => scope },
    { title: 'USED', text: ({ used }) => formatCount(used) },
    { title: 'LIMIT', text: ({ limit }) => formatCount(limit) },
    { title: 'IN FLIGHT', text: ({ inFlight }) => String(inFlight), hideRank: 1 },
    {
      title: 'COUNTED',
      text: ({ countedAt }) => (countedAt === null ? 'not yet' : `${formatAge(countedAt, now)} ago`),
      hideRank: 2,
    },
  ];
}
